import type { Language } from '../../shared/messages/language.ts';
import { addNotice, type NoticeChannel } from '../../shared/notices/notices.ts';
import type { Transaction } from '../../shared/store/open-store.ts';
import type { Account } from '../accounts/account.entity.ts';
import { findContactDetails } from '../contacts/contact-store.ts';
import type { Deps } from '../deps.ts';
import { findPreferences } from './notice-preferences-store.ts';
import { channelsOf, isOptional } from './notice-rules.ts';
import type { Notice } from './notice.entity.ts';

export interface Address {
  channel: NoticeChannel;
  to: string;
}

export type Sender = Pick<Deps, 'vault' | 'jobs' | 'clock' | 'policy' | 'consoleUrl' | 'noticeChannels'>;

export const writtenLanguage = ({ language }: Pick<Account, 'language'>): Language => (language === 'ZH' ? 'zh' : 'en');

const sayHowToStop: Record<Language, (link: string) => string> = {
  zh: (link) => `退订此类通知：${link}`,
  en: (link) => `To have such notices no longer: ${link}`,
};

interface Wanted extends Pick<Notice, 'category' | 'product'> {
  account: Pick<Account, 'id' | 'language'>;
  subject: string;
  text: string;
  /** Further addresses that have to know. */
  also?: Address[];
}

/**
 * Sends a notice, once to each address and after the transaction, to the contacts in force by the channels that the holder wants.
 * A contact that waits for its confirmation is none of them (TX-ACC-045). A mail that can be unsubscribed says where, the others do not (HW-ACC-083).
 */
export const sendNotice = async (deps: Sender, transaction: Transaction, { account, category, product, subject, text, also = [] }: Wanted): Promise<void> => {
  const channels = channelsOf(deps.noticeChannels, { category, product }, await findPreferences(transaction, account.id), deps.policy.notices);
  const { email, phone, wechat } = await findContactDetails(transaction, deps.vault, account.id);
  const contacts: Record<NoticeChannel, string | null> = { EMAIL: email, SMS: phone, WECHAT: wechat?.subject ?? null };
  const usual = channels.flatMap((channel): Address[] => (contacts[channel] === null ? [] : [{ channel, to: contacts[channel] }]));
  const footer = isOptional(deps.policy.notices, category) ? `\n\n${sayHowToStop[writtenLanguage(account)](`${deps.consoleUrl}/notice-preferences`)}` : '';

  const once = new Map([...usual, ...also].map((address) => [`${address.channel} ${address.to}`, address]));
  for (const { channel, to } of once.values()) {
    await addNotice(deps.jobs, transaction, { channel, to, subject, text: channel === 'EMAIL' ? text + footer : text });
  }
};
