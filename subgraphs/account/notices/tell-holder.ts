import type { Language as WrittenLanguage } from '../../shared/messages/language.ts';
import { addNotice } from '../../shared/notices/notices.ts';
import type { Transaction } from '../../shared/store/open-store.ts';
import type { Account } from '../accounts/account.entity.ts';
import { findContacts } from '../contacts/contact-store.ts';
import type { Deps } from '../deps.ts';
import type { NoticeCategory } from '../schema.generated.ts';

export interface HolderNotice {
  category: NoticeCategory;
  /** It holds no code and no link. */
  text: Record<WrittenLanguage, { subject: string; text: string }>;
}

/** Tells the holder of an account, in the account's language, what happened to it; `also` are further addresses that have to know, for example one that was replaced. Written with what happened, sent after it. */
export const tellHolder = async (
  { vault, jobs }: Pick<Deps, 'vault' | 'jobs'>,
  transaction: Transaction,
  { id, language }: Pick<Account, 'id' | 'language'>,
  { text }: HolderNotice,
  also: { channel: 'EMAIL' | 'SMS'; to: string }[] = [],
): Promise<void> => {
  const { phone, email } = await findContacts(transaction, vault, id);
  const written = text[language === 'ZH' ? 'zh' : 'en'];
  const usual = email ? [{ channel: 'EMAIL' as const, to: email }] : phone ? [{ channel: 'SMS' as const, to: phone }] : [];
  for (const address of [...usual, ...also]) await addNotice(jobs, transaction, { ...address, ...written });
};
