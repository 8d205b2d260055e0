import { z } from 'zod';
import { duration, limit } from '../../shared/policy/policy-values.ts';

export const lockoutPolicy = z.strictObject({
  /** The number of wrong passwords in the window after which a captcha is needed; null for never. */
  captchaAfter: limit(1, 100).nullable(),
  attempts: limit(1, 100),
  window: duration('PT1M', 'P7D'),
  duration: duration('PT1M', 'P7D'),
  runsFrom: z.enum(['FIRST_FAILURE', 'LOCK']),
  /** How long a device stays known after a sign-in with it. */
  knownDevice: duration('P1D', 'P400D'),
  /** Failures of one network address, whatever the names, after which each attempt from it needs a captcha; null for never. */
  perAddress: z.strictObject({ failures: limit(1, 100_000), window: duration('PT1M', 'P1D') }).nullable(),
});

export type LockoutPolicy = z.infer<typeof lockoutPolicy>;
