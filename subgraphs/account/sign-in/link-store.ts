import { LessThanOrEqual, MoreThan, type EntityManager } from 'typeorm';
import { isDuplicate } from '../../shared/store/open-store.ts';
import { hashSecret } from '../../shared/vault.ts';
import { linkEntity, type Link } from './link.entity.ts';

interface LinkKey {
  /** The ticket of the unknown identity. */
  ticket: string;
  accountId: string;
}

const idOf = ({ ticket, accountId }: LinkKey): string => hashSecret(`${ticket}\0${accountId}`);

/** Remembers that the first factor of this account was proved for that ticket. Repeating it lengthens the time. */
export const rememberLink = async (transaction: EntityManager, { expiresAt, ...key }: LinkKey & { expiresAt: number }): Promise<void> => {
  const id = idOf(key);
  const lengthen = async (): Promise<boolean> => (await transaction.update(linkEntity, { id }, { expiresAt })).affected === 1;
  if (await lengthen()) return;
  try {
    await transaction.insert(linkEntity, { id, accountId: key.accountId, expiresAt });
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    await lengthen();
  }
};

/** Null when this account was not signed in to for that ticket, or too long ago. */
export const findLink = (manager: EntityManager, key: LinkKey, now: number): Promise<Link | null> => manager.findOneBy(linkEntity, { id: idOf(key), expiresAt: MoreThan(now) });

export const deleteLinksOf = async (transaction: EntityManager, accountId: string): Promise<void> => void (await transaction.delete(linkEntity, { accountId }));

/** Forgets what cannot be linked any more. */
export const forgetOldLinks = async (transaction: EntityManager, now: number): Promise<void> => void (await transaction.delete(linkEntity, { expiresAt: LessThanOrEqual(now) }));
