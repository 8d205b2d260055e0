import type { Closure } from '../closure/closure.entity.ts';
import { findClosure } from '../closure/closure-store.ts';
import { moveClosure } from '../closure/move-closure.ts';
import type { Deps } from '../deps.ts';
import { requestIdentityCheck, type IdentityCheck } from '../verification-service.ts';

/** A closure as it is now that the outcome of the camera is known, and the check as long as it has not been passed. */
export interface Followed {
  closure: Closure;
  identityCheck: IdentityCheck | null;
}

/** Asks verification how far the identity check is, and moves the closure on when it was passed (TX-DER-029). Throws when verification does not answer. */
export const followIdentityCheck = async (deps: Deps, closure: Closure): Promise<Followed> => {
  if (closure.state !== 'IDENTITY' || closure.identityRequestId === null) return { closure, identityCheck: null };
  const identityCheck = await requestIdentityCheck(deps.services, closure.accountId, closure.identityRequestId);
  // Null: there is no verified person any more who could be asked for (TX-DER-030).
  if (identityCheck && identityCheck.state !== 'PASSED') return { closure, identityCheck };
  const moved = await deps.store.transaction((transaction) => moveClosure(deps, transaction, closure, { event: 'passed' }));
  return { closure: moved ?? (await findClosure(deps.store.read, closure.id)) ?? closure, identityCheck: null };
};
