import type { EntityManager } from 'typeorm';
import { noticePreferencesEntity, type NoticePreferences } from './notice.entity.ts';

/** What holds for an account that never chose: everything is sent. */
const usual: Omit<NoticePreferences, 'accountId'> = { sms: true, mutedProducts: [], mutedCategories: [] };

export const findPreferences = async (manager: EntityManager, accountId: string): Promise<NoticePreferences> =>
  (await manager.findOneBy(noticePreferencesEntity, { accountId })) ?? { accountId, ...usual };

/** Changes what is given and leaves the rest. The caller holds the account, so changes stand in line. */
export const changePreferences = async (transaction: EntityManager, accountId: string, changes: Partial<Omit<NoticePreferences, 'accountId'>>): Promise<NoticePreferences> => {
  const changed = { ...(await findPreferences(transaction, accountId)), ...changes };
  await transaction.upsert(noticePreferencesEntity, changed, ['accountId']);
  return changed;
};

export const deletePreferences = async (transaction: EntityManager, accountId: string): Promise<void> => void (await transaction.delete(noticePreferencesEntity, { accountId }));
