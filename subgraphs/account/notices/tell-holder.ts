import { newId } from '../../shared/ids.ts';
import type { Language as WrittenLanguage } from '../../shared/messages/language.ts';
import type { Transaction } from '../../shared/store/open-store.ts';
import type { Account } from '../accounts/account.entity.ts';
import type { Deps } from '../deps.ts';
import type { NoticeCategory } from '../schema.generated.ts';
import { findPreferences } from './notice-preferences-store.ts';
import { channelsOf } from './notice-rules.ts';
import { keepNotice } from './notice-store.ts';
import { addressesOf, sendNotice, type Address } from './send-notice.ts';

export interface HolderNotice {
  category: NoticeCategory;
  /** It holds no code and no link. */
  text: Record<WrittenLanguage, { subject: string; text: string }>;
}

/**
 * Tells the holder of an account, in the account's language, what happened to it; `also` are further addresses that have to know, for example one that was replaced.
 * Kept in the account's list and written with what happened, sent after it. What concerns its security goes to every contact: whoever got hold of one of them cannot hide it from the others.
 */
export const tellHolder = async (
  deps: Pick<Deps, 'vault' | 'jobs' | 'clock' | 'policy'>,
  transaction: Transaction,
  { id: accountId, language }: Pick<Account, 'id' | 'language'>,
  { category, text }: HolderNotice,
  also: Address[] = [],
): Promise<void> => {
  const notice = { category, product: null };
  const written = text[language === 'ZH' ? 'zh' : 'en'];
  await keepNotice(transaction, deps.vault, { ...notice, id: newId('notice'), accountId, title: written.subject, text: written.text, at: deps.clock.now() });
  const channels = channelsOf(notice, await findPreferences(transaction, accountId), deps.policy.notices);
  const usual = (await addressesOf(deps, transaction, accountId)).filter(({ channel }) => channels.includes(channel));
  await sendNotice(deps, transaction, [...usual, ...also], written);
};
