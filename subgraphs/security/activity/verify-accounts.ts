import type { Transaction } from '../../shared/store/open-store.ts';
import type { Vault } from '../../shared/vault.ts';
import { findAccountsAfter, findAccountsWithoutHead } from './activity-store.ts';
import { checkActivity } from './check-activity.ts';

export interface Broken {
  accountId: string;
  sequence: number;
}

const accountsAtOnce = 500;

/** Verifies the whole chain of one account. Gives the first broken entry and how many were looked at. */
const verifyAccount = async (vault: Vault, manager: Transaction, accountId: string): Promise<{ firstBroken: number | null; checked: number }> => {
  let [from, checked]: [number | null, number] = [null, 0];
  for (;;) {
    const stretch = await checkActivity(vault, manager, accountId, from);
    checked += stretch.checked;
    if (stretch.firstBroken !== null || stretch.next === null) return { firstBroken: stretch.firstBroken, checked };
    from = stretch.next;
  }
};

/** Verifies the history of every account, those included whose history is gone, while the system goes on. */
export const verifyAccounts = async (vault: Vault, manager: Transaction, tell: (broken: Broken) => void): Promise<{ accounts: number; entries: number; broken: number }> => {
  const sum = { accounts: 0, entries: 0, broken: 0 };
  for (const find of [findAccountsAfter, findAccountsWithoutHead]) {
    for (let after = ''; ; ) {
      const accounts = await find(manager, after, accountsAtOnce);
      for (const accountId of accounts) {
        const { firstBroken, checked } = await verifyAccount(vault, manager, accountId);
        sum.accounts += 1;
        sum.entries += checked;
        if (firstBroken === null) continue;
        sum.broken += 1;
        tell({ accountId, sequence: firstBroken });
      }
      const last = accounts.at(-1);
      if (last === undefined || accounts.length < accountsAtOnce) break;
      after = last;
    }
  }
  return sum;
};
