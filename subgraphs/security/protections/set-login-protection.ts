import type { Viewer } from '../../shared/caller.ts';
import { refuse, type Result } from '../../shared/result.ts';
import type { Deps } from '../deps.ts';
import type { SecurityView } from '../settings/security-view.ts';
import { loginProtectionChanged } from './protection-notices.ts';
import type { ProtectionChoice } from './protection-policy.ts';
import { setProtection, type Choice } from './set-protection.ts';

/** Chooses what is asked at sign-in, from the next one on: running sessions are left alone (TX-SEC-035). Devices that were trusted under the former choice are asked again. */
export const setLoginProtection = async (deps: Deps, viewer: Viewer, { mayTrustDevices, ...choice }: Choice & Pick<ProtectionChoice, 'mayTrustDevices'>): Promise<Result<SecurityView>> => {
  if (mayTrustDevices && !deps.policy.loginProtection.trust.isOffered) return refuse({ code: 'DEVICE_TRUST_NOT_OFFERED', path: ['mayTrustDevices'], policy: 'security.loginProtection.trust.isOffered', limit: 'false' });
  return setProtection(deps, viewer, choice, { protection: 'loginProtection', event: 'LOGIN_PROTECTION_SET', notice: loginProtectionChanged, with: { mayTrustDevices } });
};
