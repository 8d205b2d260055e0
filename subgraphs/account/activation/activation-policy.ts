import { z } from 'zod';
import { limit } from '../../shared/policy/policy-values.ts';

export const activationPolicy = z.strictObject({
  /** Accounts of the platform that were registered elsewhere, or on the older system before this instant, are activated too; null when none is. */
  mergedSince: z.iso.datetime({ offset: true }).transform((written) => Date.parse(written)).nullable(),
  /** Countries whose accounts need a phone number of that country. */
  phoneOfCountry: z.array(z.string().length(2)),
  /** Whether an e-mail address that another account of the platform has keeps a passport without a phone from being activated. */
  emailIsExclusive: z.boolean(),
  tenantName: z.strictObject({ maxLength: limit(8, 64) }),
});
