import type { EntityManager } from 'typeorm';
import { isDuplicate } from '../../shared/store/open-store.ts';
import { readRow } from '../../shared/store/read-rows.ts';
import { closureEntity, type Closure } from './closure.entity.ts';

export const findClosure = (manager: EntityManager, id: string): Promise<Closure | null> => manager.findOneBy(closureEntity, { id });

/** Somebody else's closure looks as if it were not there. */
export const findOwnClosure = (manager: EntityManager, id: string, accountId: string): Promise<Closure | null> =>
  manager.findOneBy(closureEntity, { id, accountId });

/** The running closure of an account, or its last one: a new one begins only when the one before has ended. */
export const findLastClosure = (manager: EntityManager, accountId: string): Promise<Closure | null> =>
  readRow(manager, closureEntity, 'accountId = ? ORDER BY startedAt DESC', [accountId]);

/** False when the account has one already; of two applications at once the unique key lets one in. */
export const insertClosure = async (transaction: EntityManager, closure: Closure): Promise<boolean> => {
  try {
    await transaction.insert(closureEntity, closure);
    return true;
  } catch (error) {
    if (isDuplicate(error)) return false;
    throw error;
  }
};

/** Changes a closure that is still as it was read. Of several requests that read the same, the first one here wins and the others get false. */
export const changeClosure = async (transaction: EntityManager, { id, state, run, identityRequestId }: Closure, changes: Partial<Closure>): Promise<boolean> => {
  const update = transaction.createQueryBuilder().update(closureEntity).set(changes).where({ id, state, run });
  // Two restarts of the identity check leave state and run as they are.
  update.andWhere(identityRequestId === null ? 'identityRequestId IS NULL' : 'identityRequestId = :identityRequestId', { identityRequestId });
  const { affected } = await update.execute();
  return affected === 1;
};

export const findClosureIds = async (manager: EntityManager, accountId: string): Promise<string[]> =>
  (await manager.find(closureEntity, { where: { accountId }, select: { id: true } })).map(({ id }) => id);

/** Leaves of the closures what is no personal data. */
export const eraseClosureTexts = async (transaction: EntityManager, accountId: string): Promise<void> => {
  await transaction.update(closureEntity, { accountId }, { remark: null });
};
