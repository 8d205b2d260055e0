import type { Refusal } from '../../shared/result.ts';
import { whyRefused } from '../protections/protection-rules.ts';
import type { ProtectionPolicy } from '../protections/protection-policy.ts';
import type { ProtectionScope } from '../schema.generated.ts';
import type { SecuritySettings } from '../settings/security-settings.entity.ts';

type Protection = 'loginProtection' | 'operationProtection';
type Protections = Pick<SecuritySettings, Protection>;

const protectionOf: Record<ProtectionScope, Protection> = { LOGIN_PROTECTION: 'loginProtection', OPERATION_PROTECTION: 'operationProtection' };

/** MFA beside what is on, or in its place where the policy lets one method be on (TX-SEC-031, TX-SEC-041). */
const withMfa = (chosen: SecuritySettings[Protection], { methods, mostMethods }: ProtectionPolicy): SecuritySettings[Protection] =>
  chosen.includes('MFA') ? chosen : [...(mostMethods === 1 ? [] : chosen.filter((method) => methods.includes(method))), 'MFA'];

/** What changes when MFA is switched on in the chosen protections while a device is bound (TX-SEC-023), or why it cannot be; what is not chosen stays. */
export const switchMfaOn = (settings: Protections, scopes: readonly ProtectionScope[], policy: Record<Protection, ProtectionPolicy>): { changes: Partial<Protections>; refusal: Refusal | null } => {
  const changes: Partial<Protections> = {};
  for (const protection of scopes.map((scope) => protectionOf[scope])) {
    if (settings[protection].includes('MFA')) continue;
    const chosen = withMfa(settings[protection], policy[protection]);
    const refusal = whyRefused(chosen, policy[protection], chosen, `security.${protection}`);
    if (refusal) return { changes: {}, refusal: { ...refusal, path: ['scopes'] } };
    changes[protection] = chosen;
  }
  return { changes, refusal: null };
};
