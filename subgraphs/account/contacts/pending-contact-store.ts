import { IsNull, LessThanOrEqual, MoreThan, type EntityManager } from 'typeorm';
import { newId } from '../../shared/ids.ts';
import { isDuplicate } from '../../shared/store/open-store.ts';
import { pendingContactEntity, type PendingContact } from './pending-contact.entity.ts';

/** Remembers a new contact until it is confirmed. It takes the place of the one before, whose link is then worth nothing. */
export const replacePending = async (transaction: EntityManager, pending: Omit<PendingContact, 'id' | 'confirmedAt'>): Promise<void> => {
  const { accountId, kind, ...rest } = pending;
  const replace = async (): Promise<boolean> => (await transaction.update(pendingContactEntity, { accountId, kind }, { ...rest, confirmedAt: null })).affected === 1;
  if (await replace()) return;
  try {
    await transaction.insert(pendingContactEntity, { id: newId('contact'), accountId, kind, ...rest, confirmedAt: null });
  } catch (error) {
    // Another request was first; the later one counts.
    if (!isDuplicate(error)) throw error;
    await replace();
  }
};

/** Takes the one use of a link; false when it is wrong, replaced, too old or was used. */
export const takeConfirmation = async (transaction: EntityManager, tokenHash: string, now: number): Promise<boolean> => {
  const { affected } = await transaction.update(pendingContactEntity, { tokenHash, confirmedAt: IsNull(), expiresAt: MoreThan(now) }, { confirmedAt: now });
  return affected === 1;
};

/** What the link of that token is about, while it is not too old. */
export const findByToken = (manager: EntityManager, tokenHash: string, now: number): Promise<PendingContact | null> =>
  manager.findOneBy(pendingContactEntity, { tokenHash, expiresAt: MoreThan(now) });

/** What waits for confirmation, the phone first. */
export const findPending = (manager: EntityManager, accountId: string, now: number): Promise<PendingContact[]> =>
  manager.find(pendingContactEntity, { where: { accountId, confirmedAt: IsNull(), expiresAt: MoreThan(now) }, order: { kind: 'DESC' } });

/** Forgets the addresses whose links are too old. */
export const forgetOldPending = async (transaction: EntityManager, now: number): Promise<void> => void (await transaction.delete(pendingContactEntity, { expiresAt: LessThanOrEqual(now) }));
