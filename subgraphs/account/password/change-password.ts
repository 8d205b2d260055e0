import type { Viewer } from '../../shared/caller.ts';
import { ok, refuse, type Refusal, type Result } from '../../shared/result.ts';
import { findOpenAccount } from '../accounts/account-store.ts';
import type { Account } from '../accounts/account.entity.ts';
import type { Deps } from '../deps.ts';
import type { LoginMethod } from '../login-methods/login-method.entity.ts';
import { tellHolder } from '../notices/tell-holder.ts';
import type { ChangePasswordInput } from '../schema.generated.ts';
import { isHashable } from './hash-password.ts';
import { findOwnNames, findPasswordMethods } from './password-names.ts';
import { passwordChanged } from './password-notices.ts';
import { whyNotRepeated, whyPasswordRefused } from './password-rules.ts';
import { findPassword, replacePassword, type CurrentPassword } from './password-store.ts';
import { endResetLinks } from './reset/reset-link-store.ts';
import { settlePasswordJob, type SettlePassword } from './settle-password.ts';
import { whyReused } from './why-reused.ts';

const wrong: Refusal = { code: 'PASSWORD_WRONG', path: ['currentPassword'] };

/** Changes the password; it holds at once (TX-ACC-058, HW-ACC-082). Every other session ends, the one it was changed with is free of its duty, and the holder is told. */
export const changePassword =
  (deps: Deps) =>
  async ({ accountId, sessionId }: Viewer, input: ChangePasswordInput): Promise<Result<Account>> => {
    const { store, vault, clock, policy, jobs, audit, hashing, guesses, knownPasswords } = deps;
    const found = await findOpenAccount(store.read, accountId);
    const methods = found ? await findPasswordMethods(deps, store.read, found) : [];
    if (!found || methods.length === 0) return refuse({ code: 'PASSWORD_NOT_AVAILABLE' });
    const background = { isKnown: await knownPasswords.has(input.newPassword), names: await findOwnNames(deps, store.read, found) };
    const refusals = [...whyPasswordRefused(input.newPassword, policy.password, ['newPassword'], background), ...whyNotRepeated(input.newPassword, input.newPasswordAgain, 'newPasswordAgain')];
    if (refusals.length > 0) return refuse(...refusals);

    if (!isHashable(input.currentPassword)) return refuse(wrong);
    const compare = async (): Promise<CurrentPassword | null> => {
      const current = await findPassword(store.read, vault, accountId);
      return (await hashing.verify(input.currentPassword, current?.hash ?? null)) ? current : null;
    };
    const judged = await guesses.judge(countedUnder(methods), compare, async () => undefined);
    if (!judged.ok) return judged;
    if (!judged.value) return refuse(wrong);
    const old = judged.value;

    const reused = await whyReused(deps, accountId, old, input.newPassword);
    if (reused) return refuse(reused);
    const hash = await hashing.hash(input.newPassword);

    const changed = await store.transaction(async (transaction): Promise<Result<{ account: Account; jobId: string | null }>> => {
      const account = await findOpenAccount(transaction, accountId);
      // Two changes can arrive together; the one that finds the old password in force wins, and for the other it is wrong.
      const isReplaced = await replacePassword(transaction, vault, { accountId, old, hash, now: clock.now(), history: policy.password.history });
      if (!account || !isReplaced) return refuse(wrong);
      // Who has asked for a reset link and remembers after all needs it no more.
      await endResetLinks(transaction, methods.map(({ identityIndex }) => identityIndex));
      await audit.record(transaction, { accountId, event: 'PASSWORD_CHANGED', sessionId });
      await tellHolder(deps, transaction, account, passwordChanged);
      const jobId = await jobs.add(transaction, { kind: settlePasswordJob, payload: { accountId, keepSessionId: sessionId, ownerCheckId: null } satisfies SettlePassword });
      return ok({ account, jobId });
    });
    if (!changed.ok) return changed;
    // When the answer comes the other sessions are gone; if security does not answer now, the job goes on trying.
    if (changed.value.jobId) await jobs.runNow(changed.value.jobId);
    return ok(changed.value.account);
  };

/** Wrong guesses count together with those at sign-in; under a name of the account's own where it has one, because a phone may be that of other accounts too. */
const countedUnder = (methods: LoginMethod[]): string => (methods.find(({ kind }) => kind !== 'PHONE') ?? methods[0]!).identityIndex;
