import { In, IsNull, LessThanOrEqual, MoreThan, type EntityManager } from 'typeorm';
import type { Place } from '../../shared/page.ts';
import type { Vault } from '../../shared/vault.ts';
import { holdOpenAccount } from '../accounts/account-store.ts';
import { noticeEntity, type Notice } from './notice.entity.ts';

interface NewNotice extends Pick<Notice, 'id' | 'accountId' | 'category' | 'product' | 'at'> {
  title: string;
  text: string;
}

/**
 * Keeps a notice in the account's list, once however often it comes. An account that is being closed keeps none:
 * nobody reads it any more, and what came after the erasure would stay for ever.
 */
export const keepNotice = async (transaction: EntityManager, vault: Vault, { title, text, ...notice }: NewNotice): Promise<'KEPT' | 'KEPT_BEFORE' | 'NO_ACCOUNT'> => {
  // Held, so that a repetition at the same moment, and the erasure, stand in line.
  if (!(await holdOpenAccount(transaction, notice.accountId))) return 'NO_ACCOUNT';
  if (await transaction.existsBy(noticeEntity, { id: notice.id })) return 'KEPT_BEFORE';
  await transaction.insert(noticeEntity, { ...notice, sealedTitle: vault.seal(title), sealedText: vault.seal(text), readAt: null });
  return 'KEPT';
};

/** The account's notices after the place that are younger than `since`, the newest first. */
export const findNotices = (manager: EntityManager, accountId: string, since: number, take: number, after: Place | null): Promise<Notice[]> => {
  const query = manager
    .createQueryBuilder(noticeEntity, 'notice')
    .where('notice.accountId = :accountId AND notice.at > :since', { accountId, since })
    .orderBy({ 'notice.at': 'DESC', 'notice.id': 'DESC' })
    .take(take);
  if (after) query.andWhere('(notice.at < :at OR (notice.at = :at AND notice.id < :id))', after);
  return query.getMany();
};

export const countUnread = (manager: EntityManager, accountId: string, since: number): Promise<number> => manager.countBy(noticeEntity, { accountId, at: MoreThan(since), readAt: IsNull() });

/** Marks those of the account's notices that have not been read; all when `ids` is null. */
export const markRead = async (transaction: EntityManager, accountId: string, ids: string[] | null, now: number): Promise<void> =>
  void (await transaction.update(noticeEntity, { accountId, readAt: IsNull(), ...(ids ? { id: In(ids) } : {}) }, { readAt: now }));

export const deleteNoticesBefore = async (transaction: EntityManager, before: number): Promise<void> => void (await transaction.delete(noticeEntity, { at: LessThanOrEqual(before) }));

export const deleteNotices = async (transaction: EntityManager, accountId: string): Promise<void> => void (await transaction.delete(noticeEntity, { accountId }));
