import { z } from 'zod';
import { duration, limit, listOf } from '../../shared/policy/policy-values.ts';
import type { CheckMethod } from '../../shared/schema.generated.ts';
import type { SecuritySettings } from '../settings/security-settings.entity.ts';

/** What a policy offers and a holder chooses. What answers in its place is said in `answers-to.ts`. */
export const checkMethods: [CheckMethod, ...CheckMethod[]] = ['MFA', 'SMS', 'EMAIL', 'WECHAT'];

export const protectionPolicy = z.strictObject({
  methods: listOf(checkMethods),
  mostMethods: limit(1, checkMethods.length),
});
export type ProtectionPolicy = z.infer<typeof protectionPolicy>;

export const loginProtectionPolicy = protectionPolicy.extend({
  /** What is asked of accounts whose holder chose nothing; they cannot switch it off. Empty for nothing. */
  byDefault: listOf(checkMethods),
  trust: z.strictObject({
    isOffered: z.boolean(),
    /** How long a device is trusted; null for without an end. */
    lifetime: duration('PT1H', 'P400D').nullable(),
    most: limit(1, 50),
  }),
});
export type LoginProtectionPolicy = z.infer<typeof loginProtectionPolicy>;

export const operationProtectionPolicy = protectionPolicy.extend({
  /** What a new account begins with; its holder can change it. */
  byDefault: listOf(checkMethods),
  /** From when a change holds for the sessions that are running. */
  takesEffect: z.enum(['AT_ONCE', 'NEXT_SIGN_IN']),
});
export type OperationProtectionPolicy = z.infer<typeof operationProtectionPolicy>;

/** What a holder has chosen to be asked at sign-in. */
export type ProtectionChoice = Pick<SecuritySettings, 'loginProtection' | 'mayTrustDevices'>;
