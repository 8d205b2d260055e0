import type { EntityManager } from 'typeorm';
import { isDuplicate } from '../../shared/store/open-store.ts';
import { noticePreferencesEntity, type NoticePreferences } from './notice.entity.ts';

/** What holds for an account that never chose: everything is sent. */
const usual: Omit<NoticePreferences, 'accountId'> = { sms: true, mutedProducts: [], mutedCategories: [] };

export const findPreferences = async (manager: EntityManager, accountId: string): Promise<NoticePreferences> =>
  (await manager.findOneBy(noticePreferencesEntity, { accountId })) ?? { accountId, ...usual };

/** Changes what is given and leaves the rest, also while another request changes that. */
export const changePreferences = async (transaction: EntityManager, accountId: string, changes: Partial<Omit<NoticePreferences, 'accountId'>>): Promise<void> => {
  try {
    if (!(await transaction.existsBy(noticePreferencesEntity, { accountId }))) return void (await transaction.insert(noticePreferencesEntity, { accountId, ...usual, ...changes }));
  } catch (error) {
    // Another request was the first at the same moment.
    if (!isDuplicate(error)) throw error;
  }
  if (Object.keys(changes).length > 0) await transaction.update(noticePreferencesEntity, { accountId }, changes);
};

export const deletePreferences = async (transaction: EntityManager, accountId: string): Promise<void> => void (await transaction.delete(noticePreferencesEntity, { accountId }));
