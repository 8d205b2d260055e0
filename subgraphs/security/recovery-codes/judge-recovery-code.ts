import { ok, refuse, type Refusal, type Result } from '../../shared/result.ts';
import type { Transaction } from '../../shared/store/open-store.ts';
import { tellHolder } from '../contacts/tell-holder.ts';
import type { Deps } from '../deps.ts';
import { findSettings } from '../settings/settings-store.ts';
import { hashRecoveryCode } from './hash-recovery-code.ts';
import { recoveryCodeUsed } from './recovery-code-notices.ts';
import { countUnusedCodes, countWrongCode, findCodeSet, findUnusedCode, useRecoveryCode } from './recovery-code-store.ts';

const codeWrong: Refusal = { code: 'CODE_WRONG', path: ['code'] };

/**
 * Judges a recovery code. Gives what uses it up, in a transaction, once, and tells the holder how many are left.
 * It counts as wrong until it is used up, as a code of a device does.
 */
export const judgeRecoveryCode = async (deps: Pick<Deps, 'store' | 'clock' | 'vault' | 'jobs' | 'policy'>, accountId: string, code: string): Promise<Result<(transaction: Transaction) => Promise<boolean>>> => {
  const { store, clock, vault, policy } = deps;
  const { consecutiveFailures } = policy.recoveryCodes;
  const isLookedAt = await store.transaction((transaction) => countWrongCode(transaction, accountId, consecutiveFailures));
  if (!isLookedAt) {
    return refuse((await findCodeSet(store.read, accountId)) ? { ...codeWrong, policy: 'security.recoveryCodes.consecutiveFailures', limit: consecutiveFailures } : codeWrong);
  }
  const found = await findUnusedCode(store.read, accountId, hashRecoveryCode(vault, accountId, code));
  if (!found) return refuse(codeWrong);
  return ok(async (transaction) => {
    const settings = await findSettings(transaction, accountId);
    if (!settings || !(await useRecoveryCode(transaction, found, clock.now()))) return false;
    await tellHolder(deps, transaction, settings, recoveryCodeUsed(await countUnusedCodes(transaction, accountId)));
    return true;
  });
};
