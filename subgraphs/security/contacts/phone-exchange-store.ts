import type { EntityManager } from 'typeorm';
import { phoneExchangeEntity, type PhoneExchange } from './phone-exchange.entity.ts';

export const findExchangeOf = (manager: EntityManager, accountId: string): Promise<PhoneExchange | null> => manager.findOneBy(phoneExchangeEntity, { accountId });

export const findExchange = (manager: EntityManager, id: string): Promise<PhoneExchange | null> => manager.findOneBy(phoneExchangeEntity, { id });

export const insertExchange = async (transaction: EntityManager, exchange: PhoneExchange): Promise<void> => void (await transaction.insert(phoneExchangeEntity, exchange));

/** The new phone is in force in place of that one. False when the exchange was given up, or another request has finished it. */
export const finishExchange = async (transaction: EntityManager, id: string, sealedFrom: string | null): Promise<boolean> => {
  const { affected } = await transaction.update(phoneExchangeEntity, { id, state: 'TAKING' }, { state: 'DONE', sealedFrom });
  return affected === 1;
};

/** What has not been finished is given up; what has, stays so. */
export const giveUpExchange = async (transaction: EntityManager, id: string): Promise<void> => void (await transaction.update(phoneExchangeEntity, { id, state: 'TAKING' }, { state: 'GIVEN_UP' }));

/** Account has settled it. */
export const forgetExchange = async (transaction: EntityManager, id: string): Promise<void> => void (await transaction.delete(phoneExchangeEntity, { id }));

export const deleteExchange = async (transaction: EntityManager, accountId: string): Promise<void> => void (await transaction.delete(phoneExchangeEntity, { accountId }));
