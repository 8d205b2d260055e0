import type { ChallengeReason } from '../../shared/schema.generated.ts';
import type { ProtectionChoice, LoginProtectionPolicy } from '../protections/protection-policy.ts';

/** Whether devices can be trusted: where the policy offers it, and the holder, who chose a login protection, permits it (TX-SEC-038). One who chose none has nothing to permit (HW-SEC-007). */
export const mayTrustDevices = ({ loginProtection, mayTrustDevices: isPermitted }: ProtectionChoice, { trust, byDefault }: LoginProtectionPolicy): boolean =>
  trust.isOffered && (loginProtection.length > 0 ? isPermitted : byDefault.length > 0);

/** Whether passing a challenge can make a device trusted: only the login check is waived on one. */
export const mayTrustAfter = (reason: ChallengeReason | null, choice: ProtectionChoice, policy: LoginProtectionPolicy): boolean =>
  (reason === 'PROTECTION' || reason === 'DEFAULT') && mayTrustDevices(choice, policy);
