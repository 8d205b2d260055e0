import { In, type EntityManager } from 'typeorm';
import { newNumber } from '../../shared/ids.ts';
import { isDuplicate } from '../../shared/store/open-store.ts';
import type { AccountOrigin, Site } from '../schema.generated.ts';
import { readRow } from '../../shared/store/read-rows.ts';
import { isOpen, openStatuses, stepsOf, type AccountEvent } from './account-states.ts';
import { accountEntity, type Account } from './account.entity.ts';

const numberTries = 5;

/** Inserts an account under numbers that no account has had. */
export const insertAccount = async (transaction: EntityManager, make: (numbers: Pick<Account, 'id' | 'appId'>) => Account): Promise<Account> => {
  for (let attempt = 1; ; attempt += 1) {
    const account = make({ id: newNumber(12), appId: newNumber(10) });
    try {
      await transaction.insert(accountEntity, account);
      return account;
    } catch (error) {
      // Among a hundred thousand accounts one in some ten thousand new ones draws an application number that is taken.
      if (!isDuplicate(error) || attempt === numberTries) throw error;
    }
  }
};

/** The account that comes from there, also one that is closed. */
export const findByOrigin = (manager: EntityManager, origin: AccountOrigin, originId: string): Promise<Account | null> => manager.findOneBy(accountEntity, { origin, originId });

export const findAccount = (manager: EntityManager, id: string): Promise<Account | null> => readRow(manager, accountEntity, 'id = ?', [id]);

/** The account as its holder sees it: only on its own site (TX-ACC-015, HW-ACC-021), and not while it is being closed or gone. */
export const findShownAccount = async (manager: EntityManager, site: Site, id: string): Promise<Account | null> => {
  const account = await findOpenAccount(manager, id);
  return account?.site === site ? account : null;
};

export const findAccounts = (manager: EntityManager, ids: string[]): Promise<Account[]> => manager.findBy(accountEntity, { id: In(ids) });

/** The account, unless it is being closed or gone. */
export const findOpenAccount = async (manager: EntityManager, id: string): Promise<Account | null> => {
  const account = await findAccount(manager, id);
  return account && isOpen(account.status) ? account : null;
};

/** Holds the account until the transaction ends: its erasure, and whatever else holds it, waits. False when it is being closed or gone. */
export const holdOpenAccount = async (transaction: EntityManager, id: string): Promise<boolean> => {
  const { affected } = await transaction
    .createQueryBuilder()
    .update(accountEntity)
    .set({ status: () => 'status' })
    .where('id = :id AND status IN (:...openStatuses)', { id, openStatuses })
    .execute();
  return affected === 1;
};

/** The account, held until the transaction ends and as it stands from then on; null when it is being closed or gone. */
export const findAndHoldAccount = async (transaction: EntityManager, id: string): Promise<Account | null> => ((await holdOpenAccount(transaction, id)) ? findAccount(transaction, id) : null);

/** Changes what a holder may say about an account that is held. */
export const updateAccount = async (transaction: EntityManager, id: string, changes: Partial<Pick<Account, 'nickname' | 'industry' | 'enterpriseName' | 'language' | 'username' | 'usernameChangedAt'>>): Promise<void> => {
  // TypeORM refuses to write nothing.
  if (Object.keys(changes).length > 0) await transaction.update(accountEntity, { id }, changes);
};

/** The account with that application number, unless it is being closed or gone. */
export const findOpenAccountByAppId = async (manager: EntityManager, site: Site, appId: string): Promise<Account | null> => {
  const account = await manager.findOneBy(accountEntity, { appId, site });
  return account && isOpen(account.status) ? account : null;
};

/** Moves the account on if its status, as it stands at that moment, knows the event; false when it does not. */
export const moveAccount = async (
  transaction: EntityManager,
  id: string,
  event: AccountEvent,
  changes: Partial<Omit<Account, 'id' | 'status'>> = {},
): Promise<boolean> => {
  for (const { from, to } of stepsOf(event)) {
    const { affected } = await transaction.update(accountEntity, { id, status: from }, { ...changes, status: to });
    if (affected === 1) return true;
  }
  return false;
};
