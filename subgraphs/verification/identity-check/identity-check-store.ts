import type { EntityManager } from 'typeorm';
import type { IdentityCheckState } from '../schema.generated.ts';
import { identityCheckEntity, type IdentityCheck } from './identity-check.entity.ts';

export const findIdentityCheck = (manager: EntityManager, requestId: string): Promise<IdentityCheck | null> =>
  manager.findOneBy(identityCheckEntity, { requestId });

export const addIdentityCheck = async (transaction: EntityManager, check: IdentityCheck): Promise<void> =>
  void (await transaction.insert(identityCheckEntity, check));

/** Ends a check that waits; false when it has ended already. */
export const endIdentityCheck = async (transaction: EntityManager, requestId: string, state: Exclude<IdentityCheckState, 'WAITING'>): Promise<boolean> =>
  (await transaction.update(identityCheckEntity, { requestId, state: 'WAITING' }, { state })).affected === 1;

export const deleteIdentityChecks = async (transaction: EntityManager, accountId: string): Promise<number> =>
  (await transaction.delete(identityCheckEntity, { accountId })).affected ?? 0;
