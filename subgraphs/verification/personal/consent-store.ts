import type { EntityManager } from 'typeorm';
import { isDuplicate } from '../../shared/store/open-store.ts';
import { consentEntity, type Consent } from './consent.entity.ts';

/** Keeps the first time the account agreed to this version; false when it had done so before. */
export const addConsent = async (transaction: EntityManager, consent: Consent): Promise<boolean> => {
  const { at: _at, ...key } = consent;
  if (await transaction.existsBy(consentEntity, key)) return false;
  try {
    await transaction.insert(consentEntity, consent);
    return true;
  } catch (error) {
    if (isDuplicate(error)) return false;
    throw error;
  }
};

export const deleteConsents = async (transaction: EntityManager, accountId: string): Promise<number> =>
  (await transaction.delete(consentEntity, { accountId })).affected ?? 0;
