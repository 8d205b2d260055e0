import type { Viewer } from '../../shared/caller.ts';
import type { Result } from '../../shared/result.ts';
import type { CheckMethod } from '../../shared/schema.generated.ts';
import type { Deps } from '../deps.ts';
import type { SecurityView } from '../settings/security-view.ts';
import { loginProtectionChanged } from './protection-notices.ts';
import { setProtection } from './set-protection.ts';

/** Chooses what is asked at sign-in, from the next one on: running sessions are left alone (TX-SEC-035). */
export const setLoginProtection = (deps: Deps, viewer: Viewer, methods: CheckMethod[]): Promise<Result<SecurityView>> =>
  setProtection(deps, viewer, methods, { protection: 'loginProtection', event: 'LOGIN_PROTECTION_SET', notice: loginProtectionChanged });
