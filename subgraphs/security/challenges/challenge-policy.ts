import { z } from 'zod';
import { duration, limit } from '../../shared/policy/policy-values.ts';

export const challengePolicy = z.strictObject({
  lifetime: duration('PT1M', 'PT1H'),
  attempts: limit(1, 20),
});
export type ChallengePolicy = z.infer<typeof challengePolicy>;
