import type { EntityManager } from 'typeorm';
import { newId } from '../../shared/ids.ts';
import { closureStepEntity } from './closure-step.entity.ts';

export const isStepDone = (manager: EntityManager, closureId: string, step: string): Promise<boolean> => manager.existsBy(closureStepEntity, { closureId, step });

/** Keeps that a step was acknowledged; the time of the first stays. */
export const markStepDone = async (transaction: EntityManager, closureId: string, step: string, doneAt: number): Promise<void> => {
  if (await isStepDone(transaction, closureId, step)) return;
  await transaction.insert(closureStepEntity, { id: newId('step'), closureId, step, doneAt });
};
