import { findAccount, moveAccount } from '../accounts/account-store.ts';
import type { Deps } from '../deps.ts';

/** Closes the account to every sign-in. True when it is closed now, whoever did it; false when there is no such account, or it may not be closed. */
export const markAccountClosing =
  ({ store, audit }: Deps) =>
  (accountId: string): Promise<boolean> =>
    store.transaction(async (transaction) => {
      if (await moveAccount(transaction, accountId, 'close')) {
        await audit.record(transaction, { accountId, event: 'ACCOUNT_CLOSING' });
        return true;
      }
      const status = (await findAccount(transaction, accountId))?.status;
      return status === 'CLOSING' || status === 'DEREGISTERED';
    });
