import type { CheckMethod } from '../../shared/schema.generated.ts';
import { mayTrustDevices } from '../trusted-devices/trust-rules.ts';
import type { LoginProtectionPolicy, ProtectionChoice } from './protection-policy.ts';

interface InForce {
  methods: CheckMethod[];
  /** The holder chose nothing; the policy asks all the same. */
  isDefault: boolean;
  mayTrustDevices: boolean;
}

/** What is asked at sign-in: what the holder chose, or else what the policy asks of everybody (HW-SEC-006). */
export const loginProtectionInForce = (choice: ProtectionChoice, policy: LoginProtectionPolicy): InForce => {
  const isDefault = choice.loginProtection.length === 0 && policy.byDefault.length > 0;
  return { methods: isDefault ? policy.byDefault : choice.loginProtection, isDefault, mayTrustDevices: mayTrustDevices(choice, policy) };
};
