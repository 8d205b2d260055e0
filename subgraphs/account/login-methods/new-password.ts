import { ok, refuse, type Result } from '../../shared/result.ts';
import { isDuplicate, type Transaction } from '../../shared/store/open-store.ts';
import type { Deps } from '../deps.ts';
import { whyPasswordRefused } from '../password/password-rules.ts';
import { findFormerHashes, findPassword, insertPassword, replacePassword } from '../password/password-store.ts';

const path = ['newPassword'];

/** The hash of a password that comes with a login method, judged by the same rules as any other, the history among them. */
export const hashNewPassword = async ({ store, vault, policy, hashing }: Deps, accountId: string, password: string): Promise<Result<string>> => {
  const refusals = whyPasswordRefused(password, policy.password, path);
  if (refusals.length > 0) return refuse(...refusals);
  const current = await findPassword(store.read, vault, accountId);
  const used = current ? [current.hash, ...(await findFormerHashes(store.read, vault, accountId, policy.password.history - 1))] : [];
  for (const hash of used) {
    if (await hashing.verify(password, hash)) return refuse({ code: 'PASSWORD_REUSED', path, policy: 'account.password.history', limit: policy.password.history });
  }
  return ok(await hashing.hash(password));
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
