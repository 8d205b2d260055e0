import { ok, refuse } from '../../shared/result.ts';
import { findAndHoldAccount } from '../accounts/account-store.ts';
import { takePhonePlaces } from '../accounts/phone-places.ts';
import type { Deps } from '../deps.ts';
import type { PhonePlace, TakePhonePlaceInput } from '../schema.generated.ts';
import { beginExchange } from './phone-exchange-store.ts';

/**
 * Takes a place of a phone for an account that is about to get it as its security phone (TX-ACC-007). Control of the phone was proved.
 * However often it comes, also after the exchange was settled, it takes one place at most, and none that nobody gives back.
 */
export const takePhonePlace =
  ({ store, vault, policy, clock }: Deps) =>
  async ({ exchangeId, accountId, phone }: TakePhonePlaceInput): Promise<PhonePlace> => {
    const taken = await store.transaction(async (transaction) => {
      const account = await findAndHoldAccount(transaction, accountId);
      if (!account || !(await beginExchange(transaction, { id: exchangeId, accountId }, clock.now()))) return ok(false);
      const refusal = await takePhonePlaces(transaction, vault, policy.registration.accountsPerPhone, { phone, accountId }, [`BIND_${account.kind}`]);
      return refusal ? refuse(refusal) : ok(true);
    });
    return taken.ok ? { isTaken: taken.value, policy: null, limit: null } : { isTaken: false, policy: taken.refusals[0]!.policy ?? null, limit: String(taken.refusals[0]!.limit) };
  };
