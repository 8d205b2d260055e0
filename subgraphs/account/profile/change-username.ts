import { sessionEnded } from '../../shared/access.ts';
import type { Viewer } from '../../shared/caller.ts';
import { ok, refuse, type Refusal, type Result } from '../../shared/result.ts';
import type { Transaction } from '../../shared/store/open-store.ts';
import { findAndHoldAccount, updateAccount } from '../accounts/account-store.ts';
import type { Account } from '../accounts/account.entity.ts';
import { reserveUsername } from '../accounts/open-account.ts';
import type { Deps } from '../deps.ts';
import { deleteLoginMethod, findLoginMethod, insertLoginMethod } from '../login-methods/login-method-store.ts';
import { normaliseUsername, writeUsername } from '../login-methods/username.ts';
import { tellHolder } from '../notices/tell-holder.ts';
import type { ChangeUsernameInput } from '../schema.generated.ts';
import { usernameChanged } from './profile-notices.ts';
import { findLastEventAt } from './sensitive-event-store.ts';
import { sensitiveEvents, whyUsernameStays } from './username-change-rules.ts';

const taken: Refusal = { code: 'USERNAME_TAKEN', path: ['username'] };

/** Changes the sign-in name, where the policy lets the account (BD-ACC-042 to BD-ACC-048, HW-ACC-004). The old name signs in no more, and stays the account's for ever. */
export const changeUsername =
  (deps: Deps) =>
  ({ accountId, sessionId }: Viewer, { username: given, app }: ChangeUsernameInput): Promise<Result<Account>> =>
    deps.store.transaction(async (transaction) => {
      // Held: of many changes at once each finds what the one before has left, so that there is one a year.
      const account = await findAndHoldAccount(transaction, accountId);
      if (!account) throw sessionEnded();
      const username = writeUsername(given);
      // It came again, because its answer was lost.
      if (username === account.username) return ok(account);

      const now = deps.clock.now();
      const sensitiveAt = await findLastEventAt(transaction, accountId, sensitiveEvents);
      const refusals = whyUsernameStays(deps.policy.profile.usernameChange[account.kind], { account, app, sensitiveAt, now });
      if (refusals.length > 0) return refuse(...refusals);
      const subject = normaliseUsername(given);
      if (!subject) return refuse({ code: 'USERNAME_INVALID', path: ['username'] });
      if (!(await replaceLoginName(deps, transaction, account, subject))) return refuse(taken);

      await updateAccount(transaction, accountId, { username, usernameChangedAt: now });
      await deps.audit.record(transaction, { accountId, event: 'USERNAME_CHANGED', sessionId });
      await tellHolder(deps, transaction, account, usernameChanged);
      return ok({ ...account, username, usernameChangedAt: now });
    });

/** False when the name belongs, or belonged, to somebody else. */
const replaceLoginName = async (deps: Deps, transaction: Transaction, { id: accountId, kind: accountKind }: Account, subject: string): Promise<boolean> => {
  const { vault, policy, clock } = deps;
  if (!(await reserveUsername(deps, transaction, accountKind, subject, accountId))) return false;
  const old = await findLoginMethod(transaction, accountId, 'USERNAME');
  if (old) await deleteLoginMethod(transaction, old);
  const bound = await insertLoginMethod(transaction, vault, policy.loginMethods, {
    accountId,
    identity: { accountKind, kind: 'USERNAME', subject },
    isRegistrationMethod: old?.isRegistrationMethod ?? false,
    boundAt: clock.now(),
  });
  return bound === 'BOUND';
};
