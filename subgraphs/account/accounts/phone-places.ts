import { countPlaces, freePlace, takePlace } from '../../shared/quota.ts';
import type { Refusal } from '../../shared/result.ts';
import type { Transaction } from '../../shared/store/open-store.ts';
import type { Vault } from '../../shared/vault.ts';
import type { PhoneUse, RegistrationPolicy } from '../registration/registration-policy.ts';
import { findAllowance, setAllowance } from './phone-allowance-store.ts';

interface PhoneUser {
  phone: string;
  accountId: string;
}

type Quotas = RegistrationPolicy['accountsPerPhone'];

export const phoneIndex = (vault: Vault, phone: string): string => vault.blindIndex('phone', phone);

const subjectOf = (vault: Vault, { counts }: Quotas[number], phone: string) => ({ scope: `phone:${counts.join('+')}`, subject: phoneIndex(vault, phone) });

const counting = (quotas: Quotas, uses: readonly PhoneUse[]): Quotas => quotas.filter(({ counts }) => counts.some((use) => uses.includes(use)));

/** Takes a place of the phone in every limit that counts one of these uses (TX-ACC-007, BD-ACC-004 to BD-ACC-006, HW-ACC-005). A refusal is for the caller to roll back. */
export const takePhonePlaces = async (transaction: Transaction, vault: Vault, quotas: Quotas, { phone, accountId }: PhoneUser, uses: PhoneUse[]): Promise<Refusal | null> => {
  // HW-ACC-006: what was granted to this phone alone.
  const allowed = await findAllowance(transaction, phoneIndex(vault, phone));
  for (const quota of counting(quotas, uses)) {
    const most = Math.max(quota.most, allowed);
    if (await takePlace(transaction, { ...subjectOf(vault, quota, phone), holder: accountId }, most)) continue;
    return { code: 'PHONE_QUOTA_REACHED', path: ['phone'], policy: 'account.registration.accountsPerPhone', limit: most };
  }
  return null;
};

/** Gives back the places that the account holds by these uses, and by no other, when it has the phone no more (TX-ACC-008). */
export const freePhonePlaces = async (transaction: Transaction, vault: Vault, quotas: Quotas, { phone, accountId }: PhoneUser, uses: PhoneUse[]): Promise<void> => {
  for (const quota of counting(quotas, uses)) await freePlace(transaction, { ...subjectOf(vault, quota, phone), holder: accountId });
};

/** How far the phone is used in the limits that count one of these uses: the fullest of them decides. */
export const phoneUseStatus = async (reader: Transaction, vault: Vault, quotas: Quotas, phone: string, uses: PhoneUse[]): Promise<'UNUSED' | 'REGISTERED_BELOW_LIMIT' | 'LIMIT_REACHED'> => {
  const allowed = await findAllowance(reader, phoneIndex(vault, phone));
  let isUsed = false;
  for (const quota of counting(quotas, uses)) {
    const taken = await countPlaces(reader, subjectOf(vault, quota, phone));
    if (taken >= Math.max(quota.most, allowed)) return 'LIMIT_REACHED';
    isUsed ||= taken > 0;
  }
  return isUsed ? 'REGISTERED_BELOW_LIMIT' : 'UNUSED';
};

/** Nothing is remembered of a phone that no account has any more: what was granted to it goes with the last. */
export const forgetUnusedPhone = async (transaction: Transaction, vault: Vault, quotas: Quotas, phone: string): Promise<void> => {
  const places = await Promise.all(quotas.map((quota) => countPlaces(transaction, subjectOf(vault, quota, phone))));
  if (places.every((taken) => taken === 0)) await setAllowance(transaction, phoneIndex(vault, phone), null);
};
