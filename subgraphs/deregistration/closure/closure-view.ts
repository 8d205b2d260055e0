import { second } from '../../shared/duration.ts';
import { findChecks } from '../checks/check-store.ts';
import type { ClosureCheck } from '../checks/closure-check.entity.ts';
import type { Deps } from '../deps.ts';
import { followIdentityCheck, type Followed } from '../identity/follow-identity-check.ts';
import type { FaceCheck } from '../schema.generated.ts';
import { within } from '../within.ts';
import type { Closure } from './closure.entity.ts';

/** A closure with all that is shown of it. */
export interface ClosureView {
  closure: Closure;
  checks: ClosureCheck[];
  face: FaceCheck | null;
  /** Verification did not answer: what can be said of the identity check is not known. */
  isIdentityUnknown: boolean;
}

/** Half of what the gateway waits for an answer: a verification that hangs must not take the rest of the closure with it. */
const longestWait = second;

/** Looks at a closure. Where the person is at the camera, the outcome is asked for, so that the state shown is the present one. */
export const viewClosure = async (deps: Deps, closure: Closure): Promise<ClosureView> => {
  let followed: Followed = { closure, identityCheck: null };
  let isIdentityUnknown = false;
  try {
    followed = await within(longestWait, followIdentityCheck(deps, closure));
  } catch (error) {
    deps.log.warn({ reason: String(error), cause: String((error as Error).cause ?? '') }, 'the outcome of an identity check could not be asked for');
    isIdentityUnknown = true;
  }
  return { closure: followed.closure, checks: await findChecks(deps.store.read, closure.id), face: followed.identityCheck?.face ?? null, isIdentityUnknown };
};
