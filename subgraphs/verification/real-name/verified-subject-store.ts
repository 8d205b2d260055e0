import type { EntityManager } from 'typeorm';
import { readRow } from '../../shared/store/read-rows.ts';
import { verifiedSubjectEntity, type VerifiedSubject } from './verified-subject.entity.ts';

export const findVerifiedSubject = (manager: EntityManager, accountId: string): Promise<VerifiedSubject | null> =>
  readRow(manager, verifiedSubjectEntity, 'accountId = ?', [accountId]);

export const isVerified = (manager: EntityManager, accountId: string): Promise<boolean> => manager.existsBy(verifiedSubjectEntity, { accountId });

export const addVerifiedSubject = async (transaction: EntityManager, subject: VerifiedSubject): Promise<void> =>
  void (await transaction.insert(verifiedSubjectEntity, subject));

export const deleteVerifiedSubject = async (transaction: EntityManager, accountId: string): Promise<number> =>
  (await transaction.delete(verifiedSubjectEntity, { accountId })).affected ?? 0;
