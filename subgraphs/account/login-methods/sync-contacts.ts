import type { Transaction } from '../../shared/store/open-store.ts';
import { findContacts, updateContacts } from '../contacts/contact-store.ts';
import { syncSecurityContacts } from '../contacts/sync-security-contacts.ts';
import type { Deps } from '../deps.ts';
import type { Identity } from './identity.ts';

/** Makes an address that signs in the contact address, and by the job whose id it gives the security address too (TX-ACC-048). Null for what is no address. */
export const syncContacts = async (deps: Deps, transaction: Transaction, accountId: string, { kind, subject }: Identity): Promise<string | null> => {
  if (kind !== 'EMAIL' && kind !== 'PHONE') return null;
  const contacts = kind === 'EMAIL' ? { email: subject } : { phone: subject };
  await updateContacts(transaction, deps.vault, accountId, contacts);
  return syncSecurityContacts(deps, transaction, { accountId, contacts });
};

/** An address that signed in is gone: notices go there no more, and by the job whose id it gives codes neither (BD-SEC-029, BD-SEC-035). Null for what is no address. */
export const dropContacts = async (deps: Deps, transaction: Transaction, accountId: string, { kind, subject }: Omit<Identity, 'accountKind'>): Promise<string | null> => {
  if (kind !== 'EMAIL' && kind !== 'PHONE') return null;
  const contacts = kind === 'EMAIL' ? { email: null } : { phone: null };
  const { phone, email } = await findContacts(transaction, deps.vault, accountId);
  if ((kind === 'EMAIL' ? email : phone) === subject) await updateContacts(transaction, deps.vault, accountId, contacts);
  return syncSecurityContacts(deps, transaction, { accountId, contacts });
};
