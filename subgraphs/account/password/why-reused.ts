import type { Refusal } from '../../shared/result.ts';
import type { Deps } from '../deps.ts';
import { findFormerHashes, type CurrentPassword } from './password-store.ts';

/** TX-ACC-055: a new password may be none of the last ones, counting the one in force. Told only to who knows that one, or has proved to be its owner. */
export const whyReused = async ({ store, vault, policy, hashing }: Deps, accountId: string, current: CurrentPassword, password: string): Promise<Refusal | null> => {
  const { history } = policy.password;
  const former = await findFormerHashes(store.read, vault, accountId, history - 1);
  for (const hash of [current.hash, ...former]) {
    if (await hashing.verify(password, hash)) return { code: 'PASSWORD_REUSED', path: ['newPassword'], policy: 'account.password.history', limit: history };
  }
  return null;
};
