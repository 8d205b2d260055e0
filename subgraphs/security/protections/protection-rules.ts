import type { Refusal } from '../../shared/result.ts';
import type { CheckMethod } from '../../shared/schema.generated.ts';
import { isSetUp } from '../step-up/answers-to.ts';
import type { ProtectionPolicy } from './protection-policy.ts';

/** Why these methods cannot be chosen (TX-SEC-031, TX-SEC-033, TX-SEC-041). `policyKey` is that of the protection. */
export const whyRefused = (chosen: CheckMethod[], { methods, mostMethods }: ProtectionPolicy, bound: CheckMethod[], policyKey: string): Refusal | null => {
  const path = ['methods'];
  if (chosen.some((method) => !methods.includes(method))) return { code: 'PROTECTION_METHOD_NOT_OFFERED', path, policy: `${policyKey}.methods`, limit: methods.join(', ') };
  if (chosen.length > mostMethods) return { code: 'PROTECTION_TOO_MANY_METHODS', path, policy: `${policyKey}.mostMethods`, limit: mostMethods };
  return chosen.every((method) => isSetUp(method, bound)) ? null : { code: 'PROTECTION_METHOD_NOT_BOUND', path };
};
