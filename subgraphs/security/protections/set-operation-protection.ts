import type { Viewer } from '../../shared/caller.ts';
import type { Result } from '../../shared/result.ts';
import type { Deps } from '../deps.ts';
import { dropProofs } from '../sessions/session-store.ts';
import type { SecurityView } from '../settings/security-view.ts';
import { operationProtectionChanged } from './protection-notices.ts';
import { setProtection, type Choice } from './set-protection.ts';

/** Chooses what is asked before sensitive operations. Where that takes effect at once, a proof given under the former setting covers nothing that comes after; otherwise running sessions go on as they are (TX-SEC-035). */
export const setOperationProtection = (deps: Deps, viewer: Viewer, choice: Choice): Promise<Result<SecurityView>> =>
  setProtection(deps, viewer, choice, {
    protection: 'operationProtection',
    event: 'OPERATION_PROTECTION_SET',
    notice: operationProtectionChanged,
    also: async (transaction) => {
      if (deps.policy.operationProtection.takesEffect === 'AT_ONCE') await dropProofs(transaction, viewer.accountId);
    },
  });
