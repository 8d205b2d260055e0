import { z } from 'zod';
import { duration, limit, listOf } from '../../shared/policy/policy-values.ts';

export const passwordPolicy = z
  .strictObject({
    minLength: limit(4, 64),
    // 256 characters have at most 1 KiB: what is longer is never hashed.
    maxLength: limit(8, 256),
    classes: listOf(['UPPER', 'LOWER', 'DIGIT', 'PUNCTUATION']),
    mayContainSpace: z.boolean(),
    history: limit(1, 24),
    /** Whether common and leaked passwords are refused. */
    refusesKnown: z.boolean(),
    /** What the platform calls itself; no password then, either. */
    ownNames: z.array(z.string().min(1).max(64)).max(50),
    /** After what time a change is recommended; null for never. */
    recommendedAge: duration('P1D', 'P3660D').nullable(),
    /** For how many days at most a holder may let passwords be valid; null when no end can be set. */
    mostValidDays: limit(1, 3660).nullable(),
    reset: z
      .strictObject({
        by: listOf(['EMAIL', 'PHONE', 'USERNAME']),
        sends: z.enum(['LINK', 'CODE']),
        lifetime: duration('PT5M', 'PT24H'),
        checksOwner: z.boolean(),
        wantsCaptcha: z.boolean(),
      })
      .refine(({ sends, by }) => sends === 'CODE' || by.every((kind) => kind === 'EMAIL'), { path: ['by'], message: 'allowed is EMAIL alone where a link is sent.' }),
    hash: z.strictObject({ memoryKiB: limit(8192, 1_048_576), passes: limit(1, 10) }),
  })
  .refine(({ minLength, maxLength }) => minLength <= maxLength, { path: ['minLength'], message: 'allowed is at most maxLength.' });

export type PasswordPolicy = z.infer<typeof passwordPolicy>;
