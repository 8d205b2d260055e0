import { agreements, listOf } from '../../shared/policy/policy-values.ts';

export const closurePolicy = {
  /** What has to be accepted when applying (TX-DER-004). */
  agreements: agreements(),
  /** What can be given as a reason (TX-DER-015). */
  reasons: listOf(['REGISTERED_BY_MISTAKE', 'REGISTERING_ANEW', 'NO_LONGER_USED', 'OTHER'], 1),
};
