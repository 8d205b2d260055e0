import type { Deps } from '../deps.ts';
import { findOpenAccount } from '../accounts/account-store.ts';
import { tellHolder } from '../notices/tell-holder.ts';
import { passwordCompromised } from './password-notices.ts';
import { findPasswordAge, markCompromised } from './password-store.ts';
import { settlePasswordJob, type SettlePassword } from './settle-password.ts';

/**
 * Makes the holder choose a new password at the next sign-in, because others know the present one. Every session ends.
 * True when the password has to be changed; false when there is no such account, or it has none. Repeating it changes nothing.
 */
export const requirePasswordChange =
  (deps: Deps) =>
  async (accountId: string): Promise<boolean> => {
    const { store, jobs, audit } = deps;
    const jobId = await store.transaction(async (transaction) => {
      const account = await findOpenAccount(transaction, accountId);
      if (!account || !(await markCompromised(transaction, accountId))) return null;
      await audit.record(transaction, { accountId, event: 'PASSWORD_CHANGE_REQUIRED' });
      await tellHolder(deps, transaction, account, passwordCompromised);
      return jobs.add(transaction, { kind: settlePasswordJob, payload: { accountId, keepSessionId: null, ownerCheckId: null } satisfies SettlePassword });
    });
    if (jobId) await jobs.runNow(jobId);
    return (await findPasswordAge(store.read, accountId))?.isCompromised ?? false;
  };
