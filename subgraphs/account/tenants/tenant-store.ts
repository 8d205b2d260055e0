import { randomBytes } from 'node:crypto';
import type { EntityManager } from 'typeorm';
import { isDuplicate } from '../../shared/store/open-store.ts';
import { tenantEntity, type Tenant } from './tenant.entity.ts';

/** Makes the tenant of an account; false when it has one. */
export const insertTenant = async (transaction: EntityManager, tenant: Omit<Tenant, 'tenantId'>): Promise<boolean> => {
  try {
    await transaction.insert(tenantEntity, { ...tenant, tenantId: randomBytes(16).toString('hex') });
    return true;
  } catch (error) {
    if (isDuplicate(error)) return false;
    throw error;
  }
};

export const findTenant = (manager: EntityManager, accountId: string): Promise<Tenant | null> => manager.findOneBy(tenantEntity, { accountId });

/** Null: the tenant is called as the account is. */
export const updateTenantName = async (transaction: EntityManager, accountId: string, name: string | null): Promise<void> => void (await transaction.update(tenantEntity, { accountId }, { name }));

/** The tenant stays with the tombstone of its account, without its name. */
export const eraseTenantName = async (transaction: EntityManager, accountId: string): Promise<void> =>
  void (await transaction.update(tenantEntity, { accountId }, { name: null }));
