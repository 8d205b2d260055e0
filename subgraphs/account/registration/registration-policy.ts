import { z } from 'zod';
import { countries } from '../../shared/policy/countries.ts';
import { agreements, limit, listOf } from '../../shared/policy/policy-values.ts';
import { loginMethodKinds } from '../login-methods/login-method-policy.ts';

export const accountKinds = ['CLOUD', 'PASSPORT'] as const;
const phoneUses = ['REGISTER_CLOUD', 'REGISTER_PASSPORT', 'BIND_CLOUD', 'BIND_PASSPORT', 'ACTIVATE_PASSPORT'] as const;

export const registrationPolicy = z.strictObject({
  /** The ways to register, the usual one first. */
  ways: z
    .array(
      z.strictObject({
        kind: z.enum(loginMethodKinds),
        opens: z.enum(accountKinds),
        asks: listOf(['PASSWORD', 'PASSWORD_AGAIN', 'PHONE']),
        /** The countries whose numbers are accepted; all when empty. */
        phoneCountries: countries(),
      }),
    )
    .min(1)
    .refine((list) => new Set(list.map(({ kind }) => kind)).size === list.length, 'allowed is each kind once.'),
  countries: countries().min(1),
  /** How many accounts one phone number may stand for; what is listed in one entry counts together. */
  accountsPerPhone: z.array(z.strictObject({ counts: listOf(phoneUses, 1), most: limit(1, 1000) })).min(1),
  // The name that is made from the account number has 16 characters.
  nickname: z.strictObject({ minLength: limit(1, 8), maxLength: limit(16, 64) }),
  agreements: agreements(),
});

export type RegistrationPolicy = z.infer<typeof registrationPolicy>;
export type PhoneUse = (typeof phoneUses)[number];
