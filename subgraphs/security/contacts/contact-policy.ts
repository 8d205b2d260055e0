import { z } from 'zod';
import { countries } from '../../shared/policy/countries.ts';
import { limit, listOf } from '../../shared/policy/policy-values.ts';
import { sendPolicy } from '../../shared/sends/send-limits.ts';

export const contactPolicy = z.strictObject({
  /** The country of a number that names none comes first. */
  countries: countries().min(1),
  /** Whether the security phone is replaced or removed only after a code that was sent to it. */
  presentPhoneProves: z.boolean(),
  /** Of which kinds the address for notices always is the security address. */
  noticesFollow: listOf(['PHONE', 'EMAIL']),
  mayRemovePhone: z.boolean(),
  /** How many codes to new addresses one account can ask for in an hour. */
  perAccountHour: limit(1, 1000),
  ...sendPolicy.shape,
});

export const supportPolicy = z.strictObject({
  /** The telephone numbers of customer service. */
  phones: z.array(z.string().regex(/^[0-9+ -]{3,32}$/)).max(8),
});
