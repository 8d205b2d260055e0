import type { Viewer } from '../../shared/caller.ts';
import type { Language } from '../../shared/messages/language.ts';
import { addNotice } from '../../shared/notices/notices.ts';
import { ok, refuse, type Refusal, type Result } from '../../shared/result.ts';
import { findOpenAccount } from '../accounts/account-store.ts';
import type { Account } from '../accounts/account.entity.ts';
import { findContacts } from '../contacts/contact-store.ts';
import type { Deps } from '../deps.ts';
import { findLoginMethods } from '../login-methods/login-method-store.ts';
import type { ChangePasswordInput } from '../schema.generated.ts';
import { isHashable } from './hash-password.ts';
import { passwordChangedMail } from './password-notices.ts';
import { whyPasswordRefused } from './password-rules.ts';
import { findFormerHashes, findPassword, replacePassword, type CurrentPassword } from './password-store.ts';

export const endOtherSessionsJob = 'end-other-sessions';

export interface EndOtherSessions {
  accountId: string;
  keepSessionId: string;
}

const wrong: Refusal = { code: 'PASSWORD_WRONG', path: ['currentPassword'] };

/** Changes the password; it holds at once (TX-ACC-058). Every other session ends, and the holder is told. */
export const changePassword =
  (deps: Deps) =>
  async ({ accountId, sessionId }: Viewer, input: ChangePasswordInput, language: Language): Promise<Result<Account>> => {
    const { store, vault, clock, policy, jobs, audit, hashing, guesses } = deps;
    const refusals = whyPasswordRefused(input.newPassword, policy.password, ['newPassword']);
    if (refusals.length > 0) return refuse(...refusals);

    // TX-ACC-051: the password belongs to signing in by e-mail; its wrong guesses count together with those there.
    const login = (await findLoginMethods(store.read, accountId)).find(({ kind }) => kind === 'EMAIL');
    if (!login || !isHashable(input.currentPassword)) return refuse(wrong);
    const compare = async (): Promise<CurrentPassword | null> => {
      const current = await findPassword(store.read, vault, accountId);
      return (await hashing.verify(input.currentPassword, current?.hash ?? null)) ? current : null;
    };
    const judged = await guesses.judge(login.identityIndex, compare, async () => undefined);
    if (!judged.ok) return judged;
    if (!judged.value) return refuse(wrong);
    const old = judged.value;

    if (await wasUsedRecently(deps, accountId, old, input.newPassword)) {
      return refuse({ code: 'PASSWORD_REUSED', path: ['newPassword'], policy: 'account.password.history', limit: policy.password.history });
    }
    const hash = await hashing.hash(input.newPassword);

    const changed = await store.transaction(async (transaction): Promise<Result<{ account: Account; jobId: string | null }>> => {
      const account = await findOpenAccount(transaction, accountId);
      // Two changes can arrive together; the one that finds the old password in force wins, and for the other it is wrong.
      const isReplaced = await replacePassword(transaction, vault, { accountId, old, hash, now: clock.now(), history: policy.password.history });
      if (!account || !isReplaced) return refuse(wrong);
      await audit.record(transaction, { accountId, event: 'PASSWORD_CHANGED', sessionId });
      const { email } = await findContacts(transaction, vault, accountId);
      if (email) await addNotice(jobs, transaction, { channel: 'EMAIL', to: email, ...passwordChangedMail[language] });
      const jobId = await jobs.add(transaction, { kind: endOtherSessionsJob, payload: { accountId, keepSessionId: sessionId } satisfies EndOtherSessions });
      return ok({ account, jobId });
    });
    if (!changed.ok) return changed;
    // When the answer comes the other sessions are gone; if security does not answer now, the job goes on trying.
    if (changed.value.jobId) await jobs.runNow(changed.value.jobId);
    return ok(changed.value.account);
  };

/** TX-ACC-055: the new password may be none of the last ones, counting the one in force. */
const wasUsedRecently = async ({ store, vault, policy, hashing }: Deps, accountId: string, current: CurrentPassword, password: string): Promise<boolean> => {
  const former = await findFormerHashes(store.read, vault, accountId, policy.password.history - 1);
  for (const hash of [current.hash, ...former]) if (await hashing.verify(password, hash)) return true;
  return false;
};
