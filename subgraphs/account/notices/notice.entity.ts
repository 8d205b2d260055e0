import { EntitySchema, type QueryRunner } from 'typeorm';
import { flag, id, instant, json, longText, nullable, text } from '../../shared/store/columns.ts';
import { createTable } from '../../shared/store/create-table.ts';
import type { NoticeCategory } from '../schema.generated.ts';

/** What an account was told, in its list. */
export interface Notice {
  id: string;
  accountId: string;
  category: NoticeCategory;
  /** Null when it is about the account itself. */
  product: string | null;
  sealedTitle: string;
  sealedText: string;
  at: number;
  readAt: number | null;
}

/** Which subscribed notices are sent. An account that never chose has no row. */
export interface NoticePreferences {
  accountId: string;
  sms: boolean;
  mutedProducts: string[];
  mutedCategories: NoticeCategory[];
}

const noticeColumns = {
  id: id(),
  accountId: text(20),
  category: text(16),
  product: text(64, nullable),
  sealedTitle: longText(),
  sealedText: longText(),
  at: instant(),
  readAt: instant(nullable),
};
const preferenceColumns = { accountId: id(), sms: flag(), mutedProducts: json(), mutedCategories: json() };

export const noticeEntity = new EntitySchema<Notice>({
  name: 'notice',
  columns: noticeColumns,
  indices: [
    { name: 'notice_account', columns: ['accountId', 'at'] },
    { name: 'notice_at', columns: ['at'] },
  ],
});

export const noticePreferencesEntity = new EntitySchema<NoticePreferences>({ name: 'notice_preferences', columns: preferenceColumns });

export const createNoticeTables = async (runner: QueryRunner): Promise<void> => {
  await createTable(runner, 'notice', noticeColumns, { index: { notice_account: ['accountId', 'at'], notice_at: ['at'] } });
  await createTable(runner, 'notice_preferences', preferenceColumns);
};
