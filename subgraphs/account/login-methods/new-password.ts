import { ok, refuse, type Refusal, type Result } from '../../shared/result.ts';
import { isDuplicate, type Transaction } from '../../shared/store/open-store.ts';
import type { Account } from '../accounts/account.entity.ts';
import type { Deps } from '../deps.ts';
import { findOwnNames } from '../password/password-names.ts';
import { whyPasswordRefused } from '../password/password-rules.ts';
import { findPassword, insertPassword, replacePassword } from '../password/password-store.ts';
import { whyReused } from '../password/why-reused.ts';

/** Why a password may not come with this address; the same rules as for any other. What is costly is left for when the address is proved. */
export const whyNewPasswordRefused = async (deps: Deps, account: Account, email: string, password: string): Promise<Refusal[]> => {
  const background = { isKnown: await deps.knownPasswords.has(password), names: [email, ...(await findOwnNames(deps, deps.store.read, account))] };
  return whyPasswordRefused(password, deps.policy.password, ['newPassword'], background);
};

/** The hash of a password by which the address is to sign in; refused when it was one of the last (TX-ACC-055). */
export const hashNewPassword = async (deps: Deps, accountId: string, password: string): Promise<Result<string>> => {
  const current = await findPassword(deps.store.read, deps.vault, accountId);
  const reused = current && (await whyReused(deps, accountId, current, password));
  return reused ? refuse(reused) : ok(await deps.hashing.hash(password));
};

/** Gives the account its password, in place of the one in force; true when there was one. */
export const putPassword = async ({ vault, clock, policy }: Deps, transaction: Transaction, accountId: string, hash: string): Promise<boolean> => {
  // Another request can change the password in between; this one then comes after it.
  for (;;) {
    const [old, now] = [await findPassword(transaction, vault, accountId), clock.now()];
    if (old && (await replacePassword(transaction, vault, { accountId, old, hash, now, history: policy.password.history }))) return true;
    if (old) continue;
    try {
      await insertPassword(transaction, vault, accountId, hash, now);
      return false;
    } catch (error) {
      if (!isDuplicate(error)) throw error;
    }
  }
};
