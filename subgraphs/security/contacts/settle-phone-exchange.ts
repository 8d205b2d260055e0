import type { Deps } from '../deps.ts';
import { findSettings, holdSettings } from '../settings/settings-store.ts';
import { findExchange, forgetExchange, giveUpExchange } from './phone-exchange-store.ts';
import { readContacts } from './read-contacts.ts';

export const settlePhoneExchangeJob = 'settle-phone-exchange';

export interface SettlePhoneExchange {
  exchangeId: string;
  accountId: string;
}

/**
 * Ends an exchange of the security phone: one that has not been finished by now is given up. Account gives back the place of the phone that is not in force (TX-ACC-008):
 * the old one after a change, the new one when nothing came of it. The row goes when account has answered; until then the job comes again, and no other exchange begins.
 */
export const settlePhoneExchange = async ({ store, vault, account }: Deps, { exchangeId, accountId }: SettlePhoneExchange): Promise<void> => {
  const over = await store.transaction(async (transaction) => {
    // Held before the exchange, as whoever finishes one does.
    await holdSettings(transaction, accountId);
    await giveUpExchange(transaction, exchangeId);
    return findExchange(transaction, exchangeId);
  });
  if (!over) return;
  const settings = await findSettings(store.read, accountId);
  const gone = over.state === 'DONE' ? over.sealedFrom : over.sealedTo;
  const phone = gone && vault.open(gone);
  // Never the place of the phone that is in force, by whatever way it came to be.
  const freedPhone = settings && readContacts(vault, settings).phone === phone ? null : phone;
  await account.settlePhoneExchange({ exchangeId, accountId, freedPhone });
  await store.transaction((transaction) => forgetExchange(transaction, exchangeId));
};
