import { LessThanOrEqual, type EntityManager } from 'typeorm';
import { day } from '../../shared/duration.ts';
import { phoneExchangeEntity } from './phone-exchange.entity.ts';

interface Begun {
  id: string;
  accountId: string;
}

/** Begins the exchange, or finds it begun; false when it is settled. The caller holds the account, so no two requests do so at once. */
export const beginExchange = async (transaction: EntityManager, { id, accountId }: Begun, now: number): Promise<boolean> => {
  const begun = await transaction.findOneBy(phoneExchangeEntity, { id });
  if (!begun) await transaction.insert(phoneExchangeEntity, { id, accountId, isSettled: false, beganAt: now });
  return !begun?.isSettled;
};

/** Settles the exchange, also one that never began here; false when it was settled before. */
export const settleExchange = async (transaction: EntityManager, { id, accountId }: Begun, now: number): Promise<boolean> => {
  if (!(await beginExchange(transaction, { id, accountId }, now))) return false;
  const { affected } = await transaction.update(phoneExchangeEntity, { id, isSettled: false }, { isSettled: true });
  return affected === 1;
};

/** No request is on its way for so long. */
export const forgetOldExchanges = async (transaction: EntityManager, now: number): Promise<void> => void (await transaction.delete(phoneExchangeEntity, { beganAt: LessThanOrEqual(now - day) }));
