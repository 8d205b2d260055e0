import type { CodeSubject } from '../../shared/codes.ts';
import { addCode } from '../../shared/notices/notices.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import { maskEmail, maskPhone } from '../../shared/mask.ts';
import type { CheckMethod } from '../../shared/schema.generated.ts';
import type { Transaction } from '../../shared/store/open-store.ts';
import { nameProtected } from '../protected-operations/catalogue.ts';
import { readContacts, type Contacts } from '../contacts/read-contacts.ts';
import type { Deps } from '../deps.ts';
import type { SecuritySettings } from '../settings/security-settings.entity.ts';
import { challengeMessage } from './challenge-message.ts';
import type { Challenge } from './challenge.entity.ts';

/** The methods whose code is sent. */
export type SentMethod = 'SMS' | 'EMAIL';

export const isSent = (method: CheckMethod): method is SentMethod => method === 'SMS' || method === 'EMAIL';

export interface SentCode {
  /** Masked. */
  sentTo: string;
  expiresAt: number;
  resendAfter: number;
}

const contactOf = ({ phone, email }: Contacts, method: SentMethod): string | null => (method === 'SMS' ? phone : email);

/** The address alone decides how soon and how often it is written to, whatever challenges are opened; the code is good for its own challenge only. */
const subjectOf = (method: SentMethod, to: string, challengeId: string): CodeSubject => ({ purpose: 'CHALLENGE', to: `${method}:${to}`, boundTo: challengeId });

/** What the message says the code is for. */
const occasionOf = ({ operation, productOperation, purpose }: Challenge, { stepUp }: Deps['policy']) => {
  if (productOperation !== null) return nameProtected(stepUp.catalogue, productOperation);
  return operation ?? (purpose === 'PASSWORD_RESET' ? 'PASSWORD_RESET' : 'SIGN_IN');
};

/** Sends the code of a challenge, after the transaction, to the security phone or the security e-mail (TX-SEC-003, TX-SEC-004). */
export const sendCode = async ({ codes, jobs, vault, clock, policy }: Deps, transaction: Transaction, challenge: Challenge, settings: SecuritySettings, method: SentMethod): Promise<Result<SentCode>> => {
  const to = contactOf(readContacts(vault, settings), method);
  if (!to) return refuse({ code: 'CHECK_METHOD_NOT_OFFERED', path: ['method'] });
  const issued = await codes.issue(transaction, subjectOf(method, to, challenge.id));
  if (!issued.ok) return issued;
  const { code, resendAfter } = issued.value;
  const expiresAt = Math.min(issued.value.expiresAt, challenge.expiresAt);
  const message = challengeMessage[challenge.language]({ code, occasion: occasionOf(challenge, policy), lifetime: expiresAt - clock.now() });
  await addCode(jobs, transaction, { channel: method, to, ...message });
  return ok({ sentTo: method === 'SMS' ? maskPhone(to) : maskEmail(to), expiresAt, resendAfter });
};

/** Judges the code of a challenge. Gives what uses it up, in a transaction, once; null when it is wrong. */
export const judgeSentCode = async ({ codes, vault }: Deps, challenge: Challenge, settings: SecuritySettings, method: SentMethod, code: string) => {
  const to = contactOf(readContacts(vault, settings), method);
  if (!to) return null;
  const subject = subjectOf(method, to, challenge.id);
  return (await codes.guess(subject, code)) ? (transaction: Transaction): Promise<boolean> => codes.consume(transaction, subject, code) : null;
};

/** Forgets the codes of an account's addresses, whatever challenge they belong to. */
export const forgetCodes = async ({ codes, vault }: Pick<Deps, 'codes' | 'vault'>, transaction: Transaction, settings: SecuritySettings): Promise<void> => {
  const contacts = readContacts(vault, settings);
  for (const method of ['SMS', 'EMAIL'] as const) {
    const to = contactOf(contacts, method);
    if (to) await codes.forget(transaction, subjectOf(method, to, ''));
  }
};
