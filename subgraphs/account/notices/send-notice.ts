import { addNotice, type NoticeChannel } from '../../shared/notices/notices.ts';
import type { Transaction } from '../../shared/store/open-store.ts';
import { findContacts } from '../contacts/contact-store.ts';
import type { Deps } from '../deps.ts';

export interface Address {
  channel: NoticeChannel;
  to: string;
}

/** The addresses of an account that are in force; one that waits for its confirmation is none of them (TX-ACC-045). */
export const addressesOf = async ({ vault }: Pick<Deps, 'vault'>, transaction: Transaction, accountId: string): Promise<Address[]> => {
  const { phone, email } = await findContacts(transaction, vault, accountId);
  return [...(email ? [{ channel: 'EMAIL' as const, to: email }] : []), ...(phone ? [{ channel: 'SMS' as const, to: phone }] : [])];
};

/** Sends it to each address once, after the transaction. */
export const sendNotice = async ({ jobs }: Pick<Deps, 'jobs'>, transaction: Transaction, addresses: Address[], written: { subject: string; text: string }): Promise<void> => {
  const once = new Map(addresses.map((address) => [`${address.channel} ${address.to}`, address]));
  for (const address of once.values()) await addNotice(jobs, transaction, { ...address, ...written });
};
