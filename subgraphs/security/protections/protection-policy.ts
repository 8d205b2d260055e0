import { z } from 'zod';
import { limit, listOf } from '../../shared/policy/policy-values.ts';
import type { CheckMethod } from '../../shared/schema.generated.ts';

export const checkMethods = Object.keys({ MFA: true, SMS: true, EMAIL: true } satisfies Record<CheckMethod, true>) as [CheckMethod, ...CheckMethod[]];

export const protectionPolicy = z.strictObject({
  methods: listOf(checkMethods),
  mostMethods: limit(1, checkMethods.length),
});
export type ProtectionPolicy = z.infer<typeof protectionPolicy>;
