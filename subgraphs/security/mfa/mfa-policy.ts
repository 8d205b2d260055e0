import { z } from 'zod';
import { duration, limit, listOf } from '../../shared/policy/policy-values.ts';

export const mfaPolicy = z.strictObject({
  kinds: listOf(['VIRTUAL']),
  digits: limit(6, 8),
  period: duration('PT15S', 'PT2M'),
  drift: limit(0, 2),
  bindingCodes: limit(1, 2),
  bindingLifetime: duration('PT1M', 'PT1H'),
  bindingAttempts: limit(1, 20),
  consecutiveFailures: limit(5, 100),
  issuer: z.string().regex(/^[^:\p{Cc}]{1,64}$/u, 'allowed are 1 to 64 characters without a colon.'),
});
export type MfaPolicy = z.infer<typeof mfaPolicy>;
