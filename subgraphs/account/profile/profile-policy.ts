import { z } from 'zod';
import { duration, listOf } from '../../shared/policy/policy-values.ts';
import { loginMethodKinds } from '../login-methods/login-method-policy.ts';
import type { AccountTrait } from '../schema.generated.ts';

const traits = Object.keys({ WORKPLACE_MESSENGER: true, ENTERPRISE: true, NEVER_BOUND: true } satisfies Record<AccountTrait, true>) as [AccountTrait, ...AccountTrait[]];

const usernameChange = z.strictObject({
  isOffered: z.boolean(),
  /** Accounts with one of these marks keep their name. */
  notWith: listOf(traits),
  /** The only app it can be changed from, and its lowest version; null when any can. */
  app: z.strictObject({ name: z.string().min(1).max(64), version: z.string().regex(/^\d+(\.\d+)*$/) }).nullable(),
  /** The least time between two changes. */
  every: duration('P1D', 'P3660D').nullable(),
  /** How long after a sensitive operation it is refused. */
  quietAfterSensitive: duration('PT1H', 'P90D').nullable(),
});
export type UsernameChangePolicy = z.infer<typeof usernameChange>;

export const profilePolicy = z.strictObject({
  industries: z.array(z.string().min(1).max(64)).min(1),
  /** Kinds of login method whose provider can lock the holder out, so that another one is advised. */
  notAlone: listOf(loginMethodKinds),
  usernameChange: z.strictObject({ CLOUD: usernameChange, PASSPORT: usernameChange }),
});

