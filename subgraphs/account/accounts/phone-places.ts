import { freePlace, takePlace } from '../../shared/quota.ts';
import type { Refusal } from '../../shared/result.ts';
import type { Transaction } from '../../shared/store/open-store.ts';
import type { Vault } from '../../shared/vault.ts';
import type { PhoneUse, RegistrationPolicy } from '../registration/registration-policy.ts';

interface PhoneUser {
  phone: string;
  accountId: string;
}

type Quotas = RegistrationPolicy['accountsPerPhone'];

const placeOf = (vault: Vault, { counts }: Quotas[number], { phone, accountId }: PhoneUser) => ({
  scope: `phone:${counts.join('+')}`,
  subject: vault.blindIndex('phone', phone),
  holder: accountId,
});

/** Takes a place of the phone in every limit that counts one of these uses (TX-ACC-007, BD-ACC-004 to BD-ACC-006, HW-ACC-005). A refusal is for the caller to roll back. */
export const takePhonePlaces = async (transaction: Transaction, vault: Vault, quotas: Quotas, user: PhoneUser, uses: PhoneUse[]): Promise<Refusal | null> => {
  for (const quota of quotas.filter(({ counts }) => counts.some((use) => uses.includes(use)))) {
    if (await takePlace(transaction, placeOf(vault, quota, user), quota.most)) continue;
    return { code: 'PHONE_QUOTA_REACHED', path: ['phone'], policy: 'account.registration.accountsPerPhone', limit: quota.most };
  }
  return null;
};

/** Gives back the places that the account holds by these uses, and by no other, when it has the phone no more (TX-ACC-008). */
export const freePhonePlaces = async (transaction: Transaction, vault: Vault, quotas: Quotas, user: PhoneUser, uses: PhoneUse[]): Promise<void> => {
  for (const quota of quotas.filter(({ counts }) => counts.some((use) => uses.includes(use)))) await freePlace(transaction, placeOf(vault, quota, user));
};
