import type { EntityManager } from 'typeorm';
import { newId } from '../../shared/ids.ts';
import type { AgreementPolicy } from '../../shared/policy/policy-values.ts';
import { consentEntity } from './consent.entity.ts';

export const insertConsents = async (transaction: EntityManager, accountId: string, agreements: readonly AgreementPolicy[], now: number): Promise<void> => {
  const consents = agreements.map(({ id, version }) => ({ id: newId('consent'), accountId, agreementId: id, version, agreedAt: now }));
  if (consents.length > 0) await transaction.insert(consentEntity, consents);
};

export const deleteConsents = async (transaction: EntityManager, accountId: string): Promise<void> => void (await transaction.delete(consentEntity, { accountId }));
