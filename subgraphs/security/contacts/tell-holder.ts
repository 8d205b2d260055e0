import type { Language } from '../../shared/messages/language.ts';
import { addNotice } from '../../shared/notices/notices.ts';
import { passOnNotice } from '../../shared/notices/pass-on.ts';
import type { Transaction } from '../../shared/store/open-store.ts';
import type { Deps } from '../deps.ts';
import type { SecuritySettings } from '../settings/security-settings.entity.ts';
import { readContacts } from './read-contacts.ts';

/** What the holder is told, in each language. */
export type HolderNotice = Record<Language, { subject: string; text: string }>;

/**
 * Writes to the security phone and to the security e-mail (TX-SEC-003, TX-SEC-004): whoever got hold of one of them cannot hide it from the other.
 * The account's list of notices gets it too, in the account's own language.
 */
export const tellHolder = async ({ vault, jobs }: Pick<Deps, 'vault' | 'jobs'>, transaction: Transaction, settings: SecuritySettings, notice: HolderNotice): Promise<void> => {
  const { phone, email } = readContacts(vault, settings);
  const said = notice[settings.language];
  if (phone) await addNotice(jobs, transaction, { channel: 'SMS', to: phone, ...said });
  if (email) await addNotice(jobs, transaction, { channel: 'EMAIL', to: email, ...said });
  await passOnNotice(jobs, transaction, { accountId: settings.accountId, category: 'SECURITY', text: notice });
};
