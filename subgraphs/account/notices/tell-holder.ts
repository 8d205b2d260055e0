import { newId } from '../../shared/ids.ts';
import type { Language } from '../../shared/messages/language.ts';
import type { Transaction } from '../../shared/store/open-store.ts';
import type { Account } from '../accounts/account.entity.ts';
import type { NoticeCategory } from '../schema.generated.ts';
import { keepNotice } from './notice-store.ts';
import { sendNotice, writtenLanguage, type Address, type Sender } from './send-notice.ts';

export interface HolderNotice {
  category: NoticeCategory;
  /** It holds no code and no link. */
  text: Record<Language, { subject: string; text: string }>;
}

/**
 * Tells the holder of an account, in the account's language, what happened to it; `also` are further addresses that have to know, for example one that was replaced.
 * Kept in the account's list and written with what happened, sent after it. What concerns its security goes to every contact: whoever got hold of one of them cannot hide it from the others.
 */
export const tellHolder = async (deps: Sender, transaction: Transaction, account: Pick<Account, 'id' | 'language'>, { category, text: texts }: HolderNotice, also: Address[] = []): Promise<void> => {
  const { subject, text } = texts[writtenLanguage(account)];
  await keepNotice(transaction, deps.vault, { id: newId('notice'), accountId: account.id, category, product: null, title: subject, text, at: deps.clock.now() });
  await sendNotice(deps, transaction, { account, category, product: null, subject, text, also });
};
