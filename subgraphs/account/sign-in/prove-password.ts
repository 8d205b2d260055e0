import { ok, refuse, type Result } from '../../shared/result.ts';
import type { Transaction } from '../../shared/store/open-store.ts';
import { maySignIn } from '../accounts/account-states.ts';
import type { Deps } from '../deps.ts';
import { identityIndex } from '../login-methods/identity.ts';
import { isHashable } from '../password/hash-password.ts';
import { rehashPassword, type CurrentPassword } from '../password/password-store.ts';
import { findCandidates, type Candidate } from './candidate-store.ts';
import type { Asked, Proof } from './proof.ts';
import { noteFailedSignIn } from './record-failed-sign-in.ts';
import { readSignInName } from './sign-in-name.ts';
import { comparisonsOf, failed } from './sign-in-rules.ts';

interface Right extends Candidate {
  password: CurrentPassword;
  /** A hash of today's cost, where the stored one is cheaper. */
  newHash: string | null;
}

/**
 * A sign-in name and its password. An unknown name, a wrong password and an account that may not be signed in to take the same steps and look the same.
 * Of several accounts that share a phone it proves those alone that have this password (HW-ACC-072): who knows one of them learns nothing of the others.
 */
export const provePassword = async (deps: Deps, { input, accountKind, caller }: Asked): Promise<Result<Proof>> => {
  const { store, vault, policy, hashing, guesses, audit, log } = deps;
  const { password = null } = input;
  const identity = readSignInName(input.account ?? '', accountKind, policy);
  if (!identity || password === null || !isHashable(password)) return refuse(failed);
  const { kind } = identity;
  const [name, comparisons] = [identityIndex(vault, identity), comparisonsOf(kind, policy)];

  const compare = async (): Promise<Right[] | null> => {
    const candidates = await findCandidates(store.read, vault, { kind, identityIndex: name }, policy.site);
    // BD-ACC-007: where one is compared, the number opens the account that had it first, and never another.
    const asked = candidates.slice(0, comparisons);
    const padding = Array.from({ length: comparisons - asked.length }, () => null);
    const isRight = await Promise.all([...asked.map((candidate) => candidate.password?.hash ?? null), ...padding].map((hash) => hashing.admitted.verify(password, hash)));
    const right = asked.flatMap(({ account, password: stored }, index) => (stored && isRight[index] && maySignIn(account.status) ? [{ account, password: stored }] : []));
    if (right.length === 0) return null;
    return Promise.all(right.map(async (found) => ({ ...found, newHash: hashing.isOutdated(found.password.hash) ? await hashing.admitted.hash(password) : null })));
  };
  let failuresBefore = 0;
  const write = async (transaction: Transaction, found: Right[], failures: number): Promise<void> => {
    failuresBefore = failures;
    for (const { account, password: { version }, newHash } of found) {
      if (newHash) await rehashPassword(transaction, vault, account.id, version, newHash);
      await audit.record(transaction, { accountId: account.id, event: 'SIGN_IN_PASSWORD_PROVED' });
    }
  };
  const judged = await guesses.judge(name, compare, write, { address: caller.address, captcha: input.captcha, deviceToken: input.deviceToken });
  if (!judged.ok) {
    // The name is its keyed hash, so that the log shows attacks and no addresses.
    log.info({ event: judged.refusals[0]!.code, signInName: name.slice(0, 16), requestId: caller.requestId }, 'sign-in refused');
    return judged;
  }
  if (!judged.value) {
    await noteFailedSignIn(deps, { identity: { kind, identityIndex: name }, accounts: comparisons, method: 'PASSWORD', caller });
    return refuse(failed);
  }
  return ok({ accounts: judged.value, identity: { kind, identityIndex: name }, useUp: null, deviceToken: guesses.issueDeviceToken(name), isNewAccount: false, facts: { isKnownDevice: guesses.isKnownDevice(input.deviceToken, name), failuresBefore } });
};
