import type { CodeSubject } from '../../shared/codes.ts';
import { networkOf } from '../../shared/network-of.ts';
import type { SendLimit } from '../../shared/sends/limit-sends.ts';
import type { Deps } from '../deps.ts';
import type { NewContact } from './contact-rules.ts';

/** The address alone decides how soon and how often it is written to, whoever asks; the code is good for the account that asked only. */
export const codeSubject = ({ kind, to }: NewContact, accountId: string): CodeSubject => ({ purpose: `SECURITY_${kind}`, to, boundTo: accountId });

/** What a code to a new address counts in: nobody has ever new phones of other people rung (OWASP Forgot Password Cheat Sheet). */
export const sendLimits = ({ vault, policy: { contacts } }: Pick<Deps, 'vault' | 'policy'>, accountId: string, address: string | null): SendLimit[] => [
  [vault.blindIndex('account', accountId), contacts.perAccountHour],
  [vault.blindIndex('network', networkOf(address)), contacts.perNetworkHour],
  ['all', contacts.perHourInAll],
];
