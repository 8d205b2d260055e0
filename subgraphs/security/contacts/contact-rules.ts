import { normaliseEmail } from '../../shared/email-address.ts';
import { normalisePhone } from '../../shared/phone-number.ts';
import { ok, refuse, type Refusal, type Result } from '../../shared/result.ts';
import type { CheckMethod } from '../../shared/schema.generated.ts';
import { answersTo } from '../step-up/answers-to.ts';
import type { SecurityPolicy } from '../policy.ts';
import type { Session } from '../sessions/session.entity.ts';
import type { Contacts } from './read-contacts.ts';

/** An address in its one form, of the kind that it is. */
export type NewContact = { kind: 'PHONE'; to: string } | { kind: 'EMAIL'; to: string };

type Policy = Pick<SecurityPolicy, 'contacts' | 'stepUp' | 'support'>;

/** A number that names no country is one of the policy's first (TX-SEC-005). */
export const readPhone = (given: string, { contacts }: Policy): Result<NewContact> => {
  const to = normalisePhone(given, contacts.countries[0]!);
  return to ? ok({ kind: 'PHONE', to }) : refuse({ code: 'PHONE_INVALID', path: ['phone'] });
};

export const readEmail = (given: string): Result<NewContact> => {
  const to = normaliseEmail(given);
  return to ? ok({ kind: 'EMAIL', to }) : refuse({ code: 'EMAIL_INVALID', path: ['email'] });
};

/** Whether what the session proved covers the going of the present phone: where the policy says so, only a code that was sent there does (BD-SEC-034). */
export const isPhoneProved = (present: Contacts, session: Pick<Session, 'steppedUpUntil' | 'steppedUpBy'> | null, { contacts }: Policy, now: number): boolean => {
  if (!contacts.presentPhoneProves || present.phone === null) return true;
  return session?.steppedUpBy === 'SMS' && session.steppedUpUntil !== null && session.steppedUpUntil > now;
};

export const phoneNotProved: Refusal = { code: 'SECURITY_PHONE_NOT_PROVED', path: ['phone'], policy: 'security.contacts.presentPhoneProves', limit: 'true' };

export const whyUnchanged = ({ kind, to }: NewContact, present: Contacts): Refusal | null => {
  const [before, path] = kind === 'PHONE' ? [present.phone, ['phone']] : [present.email, ['email']];
  return before === to ? { code: 'SECURITY_CONTACT_UNCHANGED', path } : null;
};

/** Why the security phone cannot be removed: there has to be another way to prove who is there. */
export const whyNotRemoved = (present: Contacts, bound: CheckMethod[], { contacts, stepUp }: Policy): Refusal | null => {
  if (!contacts.mayRemovePhone || present.phone === null) return { code: 'SECURITY_PHONE_NOT_REMOVABLE', policy: 'security.contacts.mayRemovePhone', limit: String(contacts.mayRemovePhone) };
  const left = answersTo(stepUp.methods).filter((method) => method !== 'SMS' && bound.includes(method));
  return left.length > 0 ? null : { code: 'SECURITY_PHONE_LAST_METHOD', policy: 'security.stepUp.methods', limit: stepUp.methods.join(', ') };
};

/** Nothing is set up that could prove who is there: customer service is all that is left (TX-SEC-012, TX-ACC-081, HW-SEC-010). */
export const onlySupportHelps = ({ support: { phones } }: Policy): Refusal => ({
  code: 'CHECK_METHOD_NOT_BOUND',
  path: ['operation'],
  ...(phones.length > 0 ? { policy: 'security.support.phones', limit: phones.join(', ') } : {}),
});
