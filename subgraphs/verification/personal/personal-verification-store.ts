import type { EntityManager } from 'typeorm';
import { isDuplicate } from '../../shared/store/open-store.ts';
import type { VerificationFailure } from '../schema.generated.ts';
import { readRow } from '../../shared/store/read-rows.ts';
import { personalVerificationEntity, type PersonalVerification } from './personal-verification.entity.ts';
import { transitions, type VerificationEvent } from './verification-states.ts';

export const findVerification = (manager: EntityManager, id: string): Promise<PersonalVerification | null> =>
  manager.findOneBy(personalVerificationEntity, { id });

export const findOpenVerification = (manager: EntityManager, accountId: string): Promise<PersonalVerification | null> =>
  readRow(manager, personalVerificationEntity, 'openKey = ?', [accountId]);

/** The running verification of an account, or else the one that ended last. */
export const findNewestVerification = async (manager: EntityManager, accountId: string): Promise<PersonalVerification | null> =>
  (await findOpenVerification(manager, accountId)) ??
  readRow(manager, personalVerificationEntity, 'accountId = ? ORDER BY startedAt DESC, endedAt DESC', [accountId]);

/** Adds a running verification; false when the account has one already. */
export const addVerification = async (
  transaction: EntityManager,
  verification: Omit<PersonalVerification, 'state' | 'failure' | 'endedAt' | 'openKey'>,
): Promise<boolean> => {
  try {
    await transaction.insert(personalVerificationEntity, { ...verification, state: 'WAITING_FOR_FACE', failure: null, endedAt: null, openKey: verification.accountId });
    return true;
  } catch (error) {
    if (isDuplicate(error)) return false;
    throw error;
  }
};

/** Ends a running verification and lets go of its personal data; false when it had already ended, because many can learn of the end at once. */
export const endVerification = async (
  transaction: EntityManager,
  { id, state }: PersonalVerification,
  { event, failure, at }: { event: VerificationEvent; failure: VerificationFailure | null; at: number },
): Promise<boolean> => {
  const next = transitions[state][event];
  if (!next) return false;
  const { affected } = await transaction.update(personalVerificationEntity, { id, state }, { state: next, failure, endedAt: at, openKey: null, name: null, idNumber: null });
  return affected === 1;
};

export const deleteVerifications = async (transaction: EntityManager, accountId: string): Promise<number> =>
  (await transaction.delete(personalVerificationEntity, { accountId })).affected ?? 0;
