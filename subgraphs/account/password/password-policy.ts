import { z } from 'zod';
import { limit, listOf } from '../../shared/policy/policy-values.ts';

export const passwordPolicy = z
  .strictObject({
    minLength: limit(4, 64),
    // 256 characters have at most 1 KiB: what is longer is never hashed.
    maxLength: limit(8, 256),
    classes: listOf(['UPPER', 'LOWER', 'DIGIT', 'PUNCTUATION']),
    mayContainSpace: z.boolean(),
    history: limit(1, 24),
    hash: z.strictObject({ memoryKiB: limit(8192, 1_048_576), passes: limit(1, 10) }),
  })
  .refine(({ minLength, maxLength }) => minLength <= maxLength, { path: ['minLength'], message: 'allowed is at most maxLength.' });

export type PasswordPolicy = z.infer<typeof passwordPolicy>;
