import { IsNull, type EntityManager } from 'typeorm';
import type { DeregistrationCheckKind } from '../schema.generated.ts';
import { closureCheckEntity, type ClosureCheck } from './closure-check.entity.ts';
import { giveUpEntity, type GiveUp } from './give-up.entity.ts';

interface Run {
  id: string;
  run: number;
}

/** The checks of the present run, in their order. */
export const findChecks = (manager: EntityManager, closureId: string): Promise<ClosureCheck[]> =>
  manager.find(closureCheckEntity, { where: { closureId }, order: { position: 'ASC' } });

/** Puts the checks of a new run in the place of those of the last. */
export const replaceChecks = async (transaction: EntityManager, { id: closureId, run }: Run, kinds: readonly DeregistrationCheckKind[]): Promise<void> => {
  await transaction.delete(closureCheckEntity, { closureId });
  for (const [position, kind] of kinds.entries()) {
    await transaction.insert(closureCheckEntity, { id: `${closureId}.${run}.${position}`, closureId, run, kind, position, state: 'PENDING', found: 0, items: null });
  }
};

/** Keeps what a check found first: a worker that is late changes nothing any more. */
export const keepFinding = async (transaction: EntityManager, { id: closureId, run }: Run, kind: DeregistrationCheckKind, found: number, items: string | null): Promise<void> => {
  await transaction.update(closureCheckEntity, { closureId, run, kind, state: 'PENDING' }, { state: found > 0 ? 'BLOCKED' : 'PASSED', found, items });
};

export const eraseItems = async (transaction: EntityManager, closureId: string): Promise<void> => {
  await transaction.update(closureCheckEntity, { closureId }, { items: null });
};

export const insertGiveUp = async (transaction: EntityManager, giveUp: GiveUp): Promise<void> => {
  await transaction.insert(giveUpEntity, giveUp);
};

/** What was given up with this run and the cloud has not yet done. */
export const findGiveUpToSend = (manager: EntityManager, { id: closureId, run }: Run): Promise<GiveUp | null> =>
  manager.findOneBy(giveUpEntity, { closureId, run, doneAt: IsNull() });

export const markGiveUpDone = async (transaction: EntityManager, id: string, doneAt: number): Promise<void> => {
  await transaction.update(giveUpEntity, { id }, { doneAt });
};

export const deleteGiveUps = async (transaction: EntityManager, closureId: string): Promise<void> => {
  await transaction.delete(giveUpEntity, { closureId });
};
