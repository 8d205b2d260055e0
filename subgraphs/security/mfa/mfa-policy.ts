import { z } from 'zod';
import { duration, limit, listOf } from '../../shared/policy/policy-values.ts';

export const mfaPolicy = z.strictObject({
  kinds: listOf(['VIRTUAL', 'HARDWARE']),
  digits: limit(6, 8),
  period: duration('PT15S', 'PT2M'),
  drift: limit(0, 2),
  bindingCodes: limit(1, 2),
  bindingLifetime: duration('PT1M', 'PT1H'),
  bindingAttempts: limit(1, 20),
  consecutiveFailures: limit(5, 100),
  issuer: z.string().regex(/^[^:\p{Cc}]{1,64}$/u, 'allowed are 1 to 64 characters without a colon.'),
  bindsInCheck: z.boolean(),
  apps: z.array(z.strictObject({ id: z.string().regex(/^[A-Z][A-Z0-9_]{0,63}$/), name: z.strictObject({ zh: z.string().min(1).max(100), en: z.string().min(1).max(100) }) })),
});
export type MfaPolicy = z.infer<typeof mfaPolicy>;
