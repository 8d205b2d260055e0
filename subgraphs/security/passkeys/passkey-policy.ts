import { z } from 'zod';
import { duration, limit } from '../../shared/policy/policy-values.ts';

export const passkeyPolicy = z.strictObject({
  most: limit(1, 50),
  /** In the words of WebAuthn. */
  userVerification: z.enum(['required', 'preferred']),
  bindingLifetime: duration('PT1M', 'PT1H'),
});
export type PasskeyPolicy = z.infer<typeof passkeyPolicy>;
