import { findClosure } from '../closure/closure-store.ts';
import { moveClosure } from '../closure/move-closure.ts';
import type { Deps } from '../deps.ts';
import { eraseOwnData } from './erase-own-data.ts';
import { erasureSteps } from './erasure-steps.ts';
import { isStepDone, markStepDone } from './step-store.ts';

export const erasureJob = 'carry-out-closure';

/**
 * The job that carries out a confirmed closure. Each step is sent, and kept when it was acknowledged, before the next is begun; one that fails
 * makes the job be done again from there. So a crash at any point, here or at a receiver, ends in the same state, and never in an open account.
 */
export const carryOutClosure = (deps: Deps) => {
  const { store, clock } = deps;
  const steps = erasureSteps(deps);
  return async ({ closureId }: { closureId: string }): Promise<void> => {
    const closure = await findClosure(store.read, closureId);
    if (closure?.state !== 'CLOSING') return;
    for (const { name, carryOut } of steps) {
      if (await isStepDone(store.read, closureId, name)) continue;
      await carryOut(closure);
      await store.transaction((transaction) => markStepDone(transaction, closureId, name, clock.now()));
    }
    await store.transaction(async (transaction) => {
      await eraseOwnData(transaction, closure.accountId);
      await moveClosure(deps, transaction, closure, { event: 'finished' });
    });
  };
};
