import { z } from 'zod';
import { limit } from '../../shared/policy/policy-values.ts';

export const recoveryCodePolicy = z.strictObject({
  count: limit(1, 50),
  /** 13 characters of 5 bits are the least that NIST SP 800-63B-4 4.2.1.1 allows. */
  length: limit(13, 32),
  consecutiveFailures: limit(5, 100),
});
