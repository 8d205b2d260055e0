import type { Viewer } from '../../shared/caller.ts';
import { newId } from '../../shared/ids.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import type { Closure } from '../closure/closure.entity.ts';
import { notOpen } from '../closure/closure-rules.ts';
import { findOwnClosure } from '../closure/closure-store.ts';
import { moveOnRequest } from '../closure/move-closure.ts';
import type { Deps } from '../deps.ts';
import type { RestartIdentityCheckInput } from '../schema.generated.ts';
import { followIdentityCheck } from './follow-identity-check.ts';

/** Asks for a new identity check in the place of one that failed or expired. One that can still be passed stays. */
export const restartIdentityCheck =
  (deps: Deps) =>
  async (viewer: Viewer, { deregistrationId }: RestartIdentityCheckInput): Promise<Result<Closure>> => {
    const own = await findOwnClosure(deps.store.read, deregistrationId, viewer.accountId);
    if (!own) return refuse(notOpen);
    const { closure, identityCheck } = await followIdentityCheck(deps, own);
    if (identityCheck?.state === 'WAITING') return refuse({ code: 'IDENTITY_CHECK_PENDING' });
    // It turned out to be passed: there is nothing to restart.
    if (own.state === 'IDENTITY' && closure.state === 'CONFIRMATION') return ok(closure);
    return moveOnRequest(deps, viewer, deregistrationId, { event: 'restartIdentityCheck', changes: { identityRequestId: newId('identity') } });
  };
