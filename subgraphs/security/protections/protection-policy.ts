import { z } from 'zod';
import { limit, listOf } from '../../shared/policy/policy-values.ts';
import type { CheckMethod } from '../../shared/schema.generated.ts';

/** What a policy offers and a holder chooses. What answers in its place is said in `answers-to.ts`. */
export const checkMethods: [CheckMethod, ...CheckMethod[]] = ['MFA', 'SMS', 'EMAIL', 'WECHAT'];

export const protectionPolicy = z.strictObject({
  methods: listOf(checkMethods),
  mostMethods: limit(1, checkMethods.length),
});
export type ProtectionPolicy = z.infer<typeof protectionPolicy>;
