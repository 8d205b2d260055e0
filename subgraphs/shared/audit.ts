import { EntitySchema, type EntityManager, type QueryRunner } from 'typeorm';
import type { Clock } from './clock.ts';
import { newId } from './ids.ts';
import { id, instant, json, nullable, text } from './store/columns.ts';
import { createTable } from './store/create-table.ts';

/** What happened to an account, written in the transaction that made it happen. It holds no personal data, so it may stay when the account goes. */
export interface AuditEntry {
  id: string;
  at: number;
  accountId: string;
  event: string;
  /** The session it was done with. Null when a service or the time did it. */
  sessionId: string | null;
  /** Ids, counts and names of methods; never personal data. */
  details: Record<string, string | number | boolean | string[] | null>;
}

const columns = { id: id(), at: instant(), accountId: text(20), event: text(64), sessionId: text(64, nullable), details: json() };

export const auditEntity = new EntitySchema<AuditEntry>({
  name: 'audit',
  columns,
  indices: [{ name: 'audit_account', columns: ['accountId', 'at'] }],
});

export const createAuditTable = (runner: QueryRunner): Promise<void> =>
  createTable(runner, 'audit', columns, { index: { audit_account: ['accountId', 'at'] } });

export interface Audit {
  record(transaction: EntityManager, entry: Pick<AuditEntry, 'accountId' | 'event'> & Partial<Pick<AuditEntry, 'sessionId' | 'details'>>): Promise<void>;
}

export const createAudit = (clock: Clock): Audit => ({
  record: async (transaction, { accountId, event, sessionId = null, details = {} }) => {
    await transaction.insert(auditEntity, { id: newId('audit'), at: clock.now(), accountId, event, sessionId, details });
  },
});
