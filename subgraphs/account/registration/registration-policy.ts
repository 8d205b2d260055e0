import { isSupportedCountry } from 'libphonenumber-js/max';
import { z } from 'zod';
import { agreements, limit, listOf } from '../../shared/policy/policy-values.ts';

export const registrationPolicy = z.strictObject({
  kinds: listOf(['EMAIL'], 1),
  countries: z
    .array(z.string().refine((country): boolean => isSupportedCountry(country), 'allowed is a country or region of ISO 3166-1 alpha-2, for example CN.'))
    .min(1)
    .refine((list) => new Set(list).size === list.length, 'allowed is each entry once.'),
  phoneRequired: z.boolean(),
  accountsPerPhone: limit(1, 1000),
  // The name that is made from the account number has 16 characters.
  nickname: z.strictObject({ minLength: limit(1, 8), maxLength: limit(16, 64) }),
  agreements: agreements(),
});

export type RegistrationPolicy = z.infer<typeof registrationPolicy>;
