import type { Transaction } from '../../shared/store/open-store.ts';
import { findAccount, findAndHoldAccount } from '../accounts/account-store.ts';
import { freePhonePlaces } from '../accounts/phone-places.ts';
import type { Deps } from '../deps.ts';
import { identityIndex } from '../login-methods/identity.ts';
import { findLoginMethods } from '../login-methods/login-method-store.ts';
import type { SettlePhoneExchangeInput } from '../schema.generated.ts';
import { settleExchange } from './phone-exchange-store.ts';

/** The exchange is over, one way or the other: the account gives back its place of the phone that it does not have (any more) (TX-ACC-008). Once; a repetition gives back nothing. */
export const settlePhoneExchange =
  ({ store, vault, policy, clock, audit }: Deps) =>
  ({ exchangeId, accountId, freedPhone = null }: SettlePhoneExchangeInput): Promise<boolean> =>
    store.transaction(async (transaction) => {
      const account = (await findAndHoldAccount(transaction, accountId)) ?? (await findAccount(transaction, accountId));
      if (!account || !(await settleExchange(transaction, { id: exchangeId, accountId }, clock.now()))) return true;
      const { kind } = account;
      if (freedPhone === null || (await signsIn(transaction, accountId, identityIndex(vault, { accountKind: kind, kind: 'PHONE', subject: freedPhone })))) return true;
      await freePhonePlaces(transaction, vault, policy.registration.accountsPerPhone, { phone: freedPhone, accountId }, [`REGISTER_${kind}`, `BIND_${kind}`]);
      await audit.record(transaction, { accountId, event: 'PHONE_PLACE_FREED' });
      return true;
    });

/** What the account is signed in to with keeps its place. */
const signsIn = async (transaction: Transaction, accountId: string, index: string): Promise<boolean> =>
  (await findLoginMethods(transaction, accountId)).some((method) => method.identityIndex === index);
