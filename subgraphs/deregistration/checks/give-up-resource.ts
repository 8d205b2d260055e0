import type { Viewer } from '../../shared/caller.ts';
import { newId } from '../../shared/ids.ts';
import type { Result } from '../../shared/result.ts';
import type { Closure } from '../closure/closure.entity.ts';
import { moveOnRequest } from '../closure/move-closure.ts';
import type { Deps } from '../deps.ts';
import type { GiveUpResourceInput } from '../schema.generated.ts';
import { beginChecks } from './begin-checks.ts';
import type { GivableKind } from './check-policy.ts';
import { whyNotGivenUp } from './check-rules.ts';
import { findChecks, insertGiveUp } from './check-store.ts';

/** Gives up all of a kind that blocks the closure (TX-DER-006, TX-DER-021). It is recorded here; the run of checks that begins with it first tells the cloud. */
export const giveUpResource =
  (deps: Deps) =>
  (viewer: Viewer, { deregistrationId, kind }: GiveUpResourceInput): Promise<Result<Closure>> =>
    moveOnRequest(deps, viewer, deregistrationId, { event: 'giveUp', details: { kind } }, async (transaction, moved) => {
      // The rows are still those of the run that found it.
      const refusal = whyNotGivenUp(await findChecks(transaction, moved.id), kind, deps.policy.value);
      if (refusal) return refusal;
      await insertGiveUp(transaction, { id: newId('giveup'), closureId: moved.id, run: moved.run, kind: kind as GivableKind, at: deps.clock.now(), doneAt: null });
      await beginChecks(deps, transaction, moved);
      return null;
    });
