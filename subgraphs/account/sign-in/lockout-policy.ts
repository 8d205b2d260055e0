import { z } from 'zod';
import { duration, limit } from '../../shared/policy/policy-values.ts';

export const lockoutPolicy = z.strictObject({
  attempts: limit(1, 100),
  window: duration('PT1M', 'P7D'),
  duration: duration('PT1M', 'P7D'),
});

export type LockoutPolicy = z.infer<typeof lockoutPolicy>;
