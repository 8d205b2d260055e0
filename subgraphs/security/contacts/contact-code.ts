import type { CodeSubject } from '../../shared/codes.ts';
import type { SendLimit } from '../../shared/sends/limit-sends.ts';
import { sendLimits } from '../../shared/sends/send-limits.ts';
import type { Deps } from '../deps.ts';
import type { NewContact } from './contact-rules.ts';

/** The address alone decides how soon and how often it is written to, whoever asks; the code is good for the account that asked only. */
export const codeSubject = ({ kind, to }: NewContact, accountId: string): CodeSubject => ({ purpose: `SECURITY_${kind}`, to, boundTo: accountId });

/** What a code to a new address counts in: with the account, and as every code that is sent anywhere. */
export const limitsOfSend = ({ vault, policy: { contacts } }: Pick<Deps, 'vault' | 'policy'>, accountId: string, { kind, to }: NewContact, from: string | null): SendLimit[] => [
  [vault.blindIndex('account', accountId), contacts.perAccountHour],
  ...sendLimits({ vault, homeCountry: contacts.countries[0]!, ...contacts }, { channel: kind === 'PHONE' ? 'SMS' : 'EMAIL', to, from }),
];
