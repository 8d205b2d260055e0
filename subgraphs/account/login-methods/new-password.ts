import { ok, refuse, type Result } from '../../shared/result.ts';
import { isDuplicate, type Transaction } from '../../shared/store/open-store.ts';
import type { Account } from '../accounts/account.entity.ts';
import type { Deps } from '../deps.ts';
import { findOwnNames } from '../password/password-names.ts';
import { whyPasswordRefused } from '../password/password-rules.ts';
import { findPassword, insertPassword, replacePassword } from '../password/password-store.ts';
import { whyReused } from '../password/why-reused.ts';

const path = ['newPassword'];

/** The hash of a password that comes with a login method, judged by the same rules as any other, the history among them. `names` are what the account will be called by besides. */
export const hashNewPassword = async (deps: Deps, account: Account, password: string, names: (string | null | undefined)[]): Promise<Result<string>> => {
  const { store, vault, policy, hashing, knownPasswords } = deps;
  const background = { isKnown: await knownPasswords.has(password), names: [...names, ...(await findOwnNames(deps, store.read, account))] };
  const refusals = whyPasswordRefused(password, policy.password, path, background);
  if (refusals.length > 0) return refuse(...refusals);
  const current = await findPassword(store.read, vault, account.id);
  const reused = current && (await whyReused(deps, account.id, current, password));
  return reused ? refuse(reused) : ok(await hashing.hash(password));
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
