import { LessThanOrEqual, MoreThan, type EntityManager } from 'typeorm';
import { hashSecret } from '../../shared/vault.ts';
import { faceCheckEntity, type FaceCheck } from './face-check.entity.ts';

export const faceCheckIdOf = (ticket: string): string => hashSecret(ticket);

export const insertFaceCheck = async (transaction: EntityManager, check: FaceCheck): Promise<void> => void (await transaction.insert(faceCheckEntity, check));

/** Takes a check for a sign-in: of any number of requests at once one gets it. Null when it has run out or was taken. */
export const takeFaceCheck = async (transaction: EntityManager, ticket: string, now: number): Promise<FaceCheck | null> => {
  const id = faceCheckIdOf(ticket);
  const { affected } = await transaction.update(faceCheckEntity, { id, isTaken: false, expiresAt: MoreThan(now) }, { isTaken: true });
  return affected === 1 ? transaction.findOneBy(faceCheckEntity, { id }) : null;
};

/** The sign-in could not be judged, and may be tried again. */
export const giveFaceCheckBack = async (transaction: EntityManager, { id }: Pick<FaceCheck, 'id'>): Promise<void> => void (await transaction.update(faceCheckEntity, { id }, { isTaken: false }));

export const deleteFaceChecksOf = async (transaction: EntityManager, identityIndex: string): Promise<void> => void (await transaction.delete(faceCheckEntity, { identityIndex }));

export const forgetOldFaceChecks = async (transaction: EntityManager, now: number): Promise<void> => void (await transaction.delete(faceCheckEntity, { expiresAt: LessThanOrEqual(now) }));
