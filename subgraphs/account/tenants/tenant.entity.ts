import { EntitySchema, type QueryRunner } from 'typeorm';
import { id, instant, nullable, text } from '../../shared/store/columns.ts';
import { createTable } from '../../shared/store/create-table.ts';

/** What contracts and resources belong to, one to one with an account (BD-ACC-023, HW-ACC-002): the account's number is the key, so there is never a second. */
export interface Tenant {
  accountId: string;
  tenantId: string;
  name: string | null;
  country: string;
  activatedAt: number;
}

const columns = { accountId: id(), tenantId: text(32), name: text(64, nullable), country: text(2), activatedAt: instant() };

export const tenantEntity = new EntitySchema<Tenant>({ name: 'tenant', columns, indices: [{ name: 'tenant_id', columns: ['tenantId'], unique: true }] });

export const createTenantTable = (runner: QueryRunner): Promise<void> => createTable(runner, 'tenant', columns, { unique: { tenant_id: ['tenantId'] } });
