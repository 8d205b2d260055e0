import type { Transaction } from '../../shared/store/open-store.ts';
import { updateContacts } from '../contacts/contact-store.ts';
import type { Deps } from '../deps.ts';
import type { Identity } from './identity.ts';

export const setSecurityContactsJob = 'set-security-contacts';

export interface SetSecurityContacts {
  accountId: string;
  contacts: { phone?: string; email?: string };
}

/** Makes an address that signs in the contact address, and by the job whose id it gives the security address too (TX-ACC-048). Null for what is no address. */
export const syncContacts = async ({ vault, jobs }: Deps, transaction: Transaction, accountId: string, { kind, subject }: Identity): Promise<string | null> => {
  if (kind !== 'EMAIL' && kind !== 'PHONE') return null;
  const contacts = kind === 'EMAIL' ? { email: subject } : { phone: subject };
  await updateContacts(transaction, vault, accountId, contacts);
  // An earlier change that security has not heard of yet must not come after this one.
  const uniqueKey = `${setSecurityContactsJob} ${kind} ${accountId}`;
  await jobs.drop(transaction, uniqueKey);
  return jobs.add(transaction, { kind: setSecurityContactsJob, payload: { accountId, contacts } satisfies SetSecurityContacts, uniqueKey });
};
