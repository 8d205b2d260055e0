import type { Language } from '../../../shared/messages/language.ts';
import { partUnavailable } from '../../../shared/request-errors.ts';
import { ok, refuse, type Refusal, type Result } from '../../../shared/result.ts';
import { maySignIn } from '../../accounts/account-states.ts';
import { findAccount } from '../../accounts/account-store.ts';
import type { Account } from '../../accounts/account.entity.ts';
import type { Deps } from '../../deps.ts';
import { tellHolder } from '../../notices/tell-holder.ts';
import type { Challenge, ResetPasswordInput } from '../../schema.generated.ts';
import { findOwnNames } from '../password-names.ts';
import { passwordReset } from '../password-notices.ts';
import { whyNotRepeated, whyPasswordRefused } from '../password-rules.ts';
import { findPassword, replacePassword, setFirstPassword } from '../password-store.ts';
import { settlePasswordJob, type SettlePassword } from '../settle-password.ts';
import { whyReused } from '../why-reused.ts';
import { createProveReset, type ProvedReset } from './prove-reset.ts';

/** One of the three: done, a challenge to answer first, or accounts to choose from. */
interface Outcome {
  isReset: boolean;
  challenge: Challenge | null;
  accounts: Account[] | null;
}

const path = ['newPassword'];

/**
 * Sets a new password with the link's token or the code. In this order: is the password good enough, is the link or code right, which account, who is there;
 * only then is anything changed. Nobody is signed in by it; every session ends; MFA, protections and a lock of sign-in stay as they are (ASVS 6.4.3, TX-SEC-059).
 */
export const resetPassword = (deps: Deps) => {
  const prove = createProveReset(deps);
  return async (input: ResetPasswordInput, language: Language): Promise<Result<Outcome>> => {
    const { store, policy, knownPasswords } = deps;
    const isKnown = await knownPasswords.has(input.newPassword);
    const weak = [...whyPasswordRefused(input.newPassword, policy.password, path, { isKnown, names: [input.account] }), ...whyNotRepeated(input.newPassword, input.newPasswordAgain, 'newPasswordAgain')];
    if (weak.length > 0) return refuse(...weak);

    const proved = await prove(input);
    if (!proved.ok) return proved;
    const { accounts } = proved.value;
    if (!input.accountId && accounts.length > 1) return ok({ isReset: false, challenge: null, accounts });
    const account = input.accountId ? accounts.find(({ id }) => id === input.accountId) : accounts[0];
    if (!account) return refuse({ code: 'CHOICE_NOT_FOUND', path: ['accountId'] });

    const ownName = whyPasswordRefused(input.newPassword, policy.password, path, { isKnown, names: await findOwnNames(deps, store.read, account) });
    if (ownName.length > 0) return refuse(...ownName);
    const check = policy.password.reset.checksOwner ? await checkOwner(deps, proved.value, account.id, input.challengeId ?? null, language) : ok(null);
    if (!check.ok) return check;
    if (check.value) return ok({ isReset: false, challenge: check.value, accounts: null });

    const reset = await setPassword(deps, proved.value, account.id, input);
    return reset.ok ? ok({ isReset: true, challenge: null, accounts: null }) : reset;
  };
};

/** The challenge that has to be answered first; null once it was. It belongs to this one link or code: what was answered for another counts for nothing here. */
const checkOwner = async ({ security, log }: Deps, { id, provedBy }: ProvedReset, accountId: string, challengeId: string | null, language: Language): Promise<Result<Challenge | null>> => {
  try {
    const challenge = await security.startOwnerCheck({ requestId: `reset:${id}`, accountId, without: [provedBy], language });
    if (!challenge) return refuse({ code: 'CHECK_METHOD_NOT_BOUND' });
    return ok(challenge.id === challengeId && (await security.isOwnerChecked(accountId, challengeId)) ? null : challenge);
  } catch (error) {
    log.warn({ reason: String(error), cause: String((error as Error).cause ?? '') }, 'security could not check the owner');
    throw partUnavailable('Who you are could not be checked now. Nothing was changed; try again.');
  }
};

/** Another change came in between; the password that was compared with is in force no more. */
const overtaken: Refusal = { code: 'PASSWORD_REUSED' };

const setPassword = async (deps: Deps, proved: ProvedReset, accountId: string, { newPassword, challengeId = null }: ResetPasswordInput): Promise<Result<null>> => {
  const { store, vault, clock, policy, jobs, audit, hashing } = deps;
  const hash = await hashing.hash(newPassword);
  for (;;) {
    const old = await findPassword(store.read, vault, accountId);
    const reused = old && (await whyReused(deps, accountId, old, newPassword));
    if (reused) return refuse(reused);
    const done = await store.transaction(async (transaction): Promise<Result<string | null>> => {
      const account = await findAccount(transaction, accountId);
      // The link or code can be used up, and the account closed, by another request in between.
      if (!account || !maySignIn(account.status) || !(await proved.consume(transaction))) return refuse(proved.notFound);
      const now = clock.now();
      const isSet = old
        ? await replacePassword(transaction, vault, { accountId, old, hash, now, history: policy.password.history })
        : await setFirstPassword(transaction, vault, accountId, hash, now);
      if (!isSet) return refuse(overtaken);
      await audit.record(transaction, { accountId, event: 'PASSWORD_RESET' });
      await tellHolder(deps, transaction, account, passwordReset);
      const ownerCheckId = policy.password.reset.checksOwner ? challengeId : null;
      return ok(await jobs.add(transaction, { kind: settlePasswordJob, payload: { accountId, keepSessionId: null, ownerCheckId } satisfies SettlePassword }));
    });
    if (!done.ok && done.refusals[0] === overtaken) continue;
    if (!done.ok) return done;
    if (done.value) await jobs.runNow(done.value);
    return ok(null);
  }
};
