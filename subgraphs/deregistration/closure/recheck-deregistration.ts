import type { Viewer } from '../../shared/caller.ts';
import type { Result } from '../../shared/result.ts';
import { beginChecks } from '../checks/begin-checks.ts';
import type { Deps } from '../deps.ts';
import type { RecheckDeregistrationInput } from '../schema.generated.ts';
import type { Closure } from './closure.entity.ts';
import { moveOnRequest } from './move-closure.ts';

/** Begins a new run of the checks (TX-DER-022). While one is running there is nothing to begin. */
export const recheckDeregistration =
  (deps: Deps) =>
  (viewer: Viewer, { deregistrationId }: RecheckDeregistrationInput): Promise<Result<Closure>> =>
    moveOnRequest(deps, viewer, deregistrationId, { event: 'recheck' }, async (transaction, moved) => {
      await beginChecks(deps, transaction, moved);
      return null;
    });
