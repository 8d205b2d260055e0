import { z } from 'zod';
import { duration, listOf } from '../../shared/policy/policy-values.ts';

export const noticePolicy = z.strictObject({
  /** How long a notice stays in the account's list. */
  keep: duration('P30D', 'P3660D'),
  /** The categories that a holder can unsubscribe. */
  optional: listOf(['PRODUCT', 'MARKETING', 'SYSTEM']),
});

export type NoticePolicy = z.infer<typeof noticePolicy>;
