import { IsNull, type EntityManager } from 'typeorm';
import { recoveryCodeEntity, recoveryCodeSetEntity, type RecoveryCode, type RecoveryCodeSet } from './recovery-code.entity.ts';

export const findCodeSet = (manager: EntityManager, accountId: string): Promise<RecoveryCodeSet | null> => manager.findOneBy(recoveryCodeSetEntity, { accountId });

export const countUnusedCodes = (manager: EntityManager, accountId: string): Promise<number> => manager.countBy(recoveryCodeEntity, { accountId, usedAt: IsNull() });

export const hasUnusedCodes = (manager: EntityManager, accountId: string): Promise<boolean> => manager.existsBy(recoveryCodeEntity, { accountId, usedAt: IsNull() });

/** Null when the account has no such code that is unused. */
export const findUnusedCode = (manager: EntityManager, accountId: string, codeHash: string): Promise<RecoveryCode | null> => manager.findOneBy(recoveryCodeEntity, { codeHash, accountId, usedAt: IsNull() });

/** In place of the set before. The caller holds the account's settings. */
export const putCodes = async (transaction: EntityManager, set: RecoveryCodeSet, codes: RecoveryCode[]): Promise<void> => {
  await deleteRecoveryCodes(transaction, set.accountId);
  await transaction.insert(recoveryCodeSetEntity, set);
  await transaction.insert(recoveryCodeEntity, codes);
};

/** Counts a code as wrong, before it is looked at. False when there is no set, or as many in a row were wrong as the policy allows. */
export const countWrongCode = async (transaction: EntityManager, accountId: string, most: number): Promise<boolean> => {
  const { affected } = await transaction
    .createQueryBuilder()
    .update(recoveryCodeSetEntity)
    .set({ failures: () => 'failures + 1' })
    .where('accountId = :accountId AND failures < :most', { accountId, most })
    .execute();
  return affected === 1;
};

/** Uses the code up. Of several requests with the same one, one gets true. */
export const useRecoveryCode = async (transaction: EntityManager, { accountId, codeHash }: RecoveryCode, now: number): Promise<boolean> => {
  const { affected } = await transaction.update(recoveryCodeEntity, { codeHash, accountId, usedAt: IsNull() }, { usedAt: now });
  if (affected !== 1) return false;
  await transaction.update(recoveryCodeSetEntity, { accountId }, { failures: 0 });
  return true;
};

export const deleteRecoveryCodes = async (transaction: EntityManager, accountId: string): Promise<void> => {
  await transaction.delete(recoveryCodeEntity, { accountId });
  await transaction.delete(recoveryCodeSetEntity, { accountId });
};
