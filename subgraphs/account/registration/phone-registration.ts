import { normaliseCode } from '../../shared/codes.ts';
import { phoneUseStatus } from '../accounts/phone-places.ts';
import { normalisePhone } from '../../shared/phone-number.ts';
import type { Deps } from '../deps.ts';
import type { PhoneRegistrationStatus } from '../schema.generated.ts';

/** How far a phone is used already, told only to who proves control of it (HW-ACC-019, HW-ACC-020). The code stays usable; trying it counts as a guess. */
export const phoneRegistration =
  ({ store, vault, policy, codes }: Deps) =>
  async (given: string, code: string): Promise<PhoneRegistrationStatus> => {
    const { ways, countries, accountsPerPhone } = policy.registration;
    const phone = normalisePhone(given, countries[0]!);
    if (!phone || !(await codes.guess({ purpose: 'REGISTER', to: phone }, normaliseCode(code)))) return 'UNKNOWN';
    const { opens } = ways[0]!;
    return phoneUseStatus(store.read, vault, accountsPerPhone, phone, [`REGISTER_${opens}`, `BIND_${opens}`]);
  };
