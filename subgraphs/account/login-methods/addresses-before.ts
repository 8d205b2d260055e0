import type { Transaction } from '../../shared/store/open-store.ts';
import { findContacts } from '../contacts/contact-store.ts';
import type { Deps } from '../deps.ts';
import type { LoginMethod } from './login-method.entity.ts';

type Address = { channel: 'EMAIL' | 'SMS'; to: string };

/** Where the holder is reached before a login method goes: by the contacts, and by the identity itself where it is an address. Who has brought a new one into their hands cannot hide it from these. */
export const addressesBefore = async ({ vault }: Deps, transaction: Transaction, accountId: string, going: LoginMethod | null): Promise<Address[]> => {
  const { email, phone } = await findContacts(transaction, vault, accountId);
  const identity = (kind: 'EMAIL' | 'PHONE'): string | null => (going?.kind === kind ? vault.open(going.sealedIdentity) : null);
  const reached = (channel: Address['channel'], ...addresses: (string | null)[]): Address[] => [...new Set(addresses)].flatMap((to) => (to ? [{ channel, to }] : []));
  return [...reached('EMAIL', email, identity('EMAIL')), ...reached('SMS', phone, identity('PHONE'))];
};
