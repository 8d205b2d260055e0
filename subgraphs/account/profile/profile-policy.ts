import { z } from 'zod';
import { duration } from '../../shared/policy/policy-values.ts';

const usernameChange = z.strictObject({
  isOffered: z.boolean(),
  /** The only app it can be changed from, and its lowest version; null when any can. */
  app: z.strictObject({ name: z.string().min(1).max(64), version: z.string().regex(/^\d+(\.\d+)*$/) }).nullable(),
  /** The least time between two changes. */
  every: duration('P1D', 'P3660D').nullable(),
  /** How long after a sensitive operation it is refused. */
  quietAfterSensitive: duration('PT1H', 'P90D').nullable(),
});

export const profilePolicy = z.strictObject({
  industries: z.array(z.string().min(1).max(64)).min(1),
  usernameChange: z.strictObject({ CLOUD: usernameChange, PASSPORT: usernameChange }),
});

export type ProfilePolicy = z.infer<typeof profilePolicy>;
