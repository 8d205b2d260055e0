import { In, LessThanOrEqual, MoreThan, type EntityManager } from 'typeorm';
import { hashSecret } from '../../../shared/vault.ts';
import { resetLinkEntity, type ResetLink } from './reset-link.entity.ts';

interface NewLink {
  identityIndex: string;
  token: string;
  expiresAt: number;
}

/** Stores a link in place of the one before. */
export const putLink = async (transaction: EntityManager, { identityIndex, token, expiresAt }: NewLink): Promise<void> => {
  await transaction.delete(resetLinkEntity, { identityIndex });
  await transaction.insert(resetLinkEntity, { identityIndex, tokenHash: hashSecret(token), expiresAt });
};

/** The live link of a token. */
export const findLink = (manager: EntityManager, token: string, now: number): Promise<ResetLink | null> =>
  manager.findOneBy(resetLinkEntity, { tokenHash: hashSecret(token), expiresAt: MoreThan(now) });

/** Uses the link up; false when another request did so first, or a newer one has taken its place. */
export const useLink = async (transaction: EntityManager, { identityIndex, tokenHash }: ResetLink, now: number): Promise<boolean> => {
  const { affected } = await transaction.delete(resetLinkEntity, { identityIndex, tokenHash, expiresAt: MoreThan(now) });
  return affected === 1;
};

/** Ends the links of these names: there is nothing to be reset any more. */
export const endResetLinks = async (transaction: EntityManager, identityIndexes: string[]): Promise<void> => {
  if (identityIndexes.length > 0) await transaction.delete(resetLinkEntity, { identityIndex: In(identityIndexes) });
};

/** Deletes the links that open nothing any more. */
export const forgetOldResetLinks = async (transaction: EntityManager, now: number): Promise<void> => void (await transaction.delete(resetLinkEntity, { expiresAt: LessThanOrEqual(now) }));
