import type { Viewer } from '../../shared/caller.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import { findOpenAccount } from '../accounts/account-store.ts';
import type { Account } from '../accounts/account.entity.ts';
import type { Deps } from '../deps.ts';
import type { SetPasswordValidityInput } from '../schema.generated.ts';
import { updateValidDays } from './password-store.ts';

/** Sets for how long each password of the account may be used, counted from the day it was set (HW-ACC-081). Who is signed in stays so; the next sign-in asks for a change once it is over. */
export const setPasswordValidity =
  ({ store, policy, audit }: Deps) =>
  async ({ accountId, sessionId }: Viewer, input: SetPasswordValidityInput): Promise<Result<Account>> => {
    const { mostValidDays } = policy.password;
    const days = input.days ?? null;
    if (mostValidDays === null) return refuse({ code: 'PASSWORD_VALIDITY_NOT_OFFERED' });
    if (days !== null && (days < 1 || days > mostValidDays)) {
      return refuse({ code: 'PASSWORD_VALIDITY_OUT_OF_RANGE', path: ['days'], policy: 'account.password.mostValidDays', limit: mostValidDays });
    }
    return store.transaction(async (transaction): Promise<Result<Account>> => {
      const account = await findOpenAccount(transaction, accountId);
      if (!account || !(await updateValidDays(transaction, accountId, days))) return refuse({ code: 'PASSWORD_NOT_AVAILABLE' });
      await audit.record(transaction, { accountId, event: 'PASSWORD_VALIDITY_SET', sessionId, details: { days } });
      return ok(account);
    });
  };
