import { EntitySchema, type EntityManager, type QueryRunner } from 'typeorm';
import type { Caller } from './caller.ts';
import type { Clock } from './clock.ts';
import { currentCaller } from './current-caller.ts';
import { newId } from './ids.ts';
import { id, instant, json, nullable, text } from './store/columns.ts';
import { createTable } from './store/create-table.ts';
import { insertRow } from './store/write-rows.ts';

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

/** Where something was done from. Never part of the entry: it is personal data. */
export type Origin = Pick<Caller, 'device' | 'address' | 'requestId'>;

/** Is told of each entry, in the transaction that writes it. `origin` is null when no request led to it. */
export type Witness = (transaction: EntityManager, entry: AuditEntry, origin: Origin | null) => Promise<void>;

/** Whether something ever happened to the account. */
export const auditHasEvent = (manager: EntityManager, accountId: string, event: string): Promise<boolean> => manager.existsBy(auditEntity, { accountId, event });

export const createAudit = (clock: Clock, ...witnesses: Witness[]): Audit => ({
  record: async (transaction, { accountId, event, sessionId = null, details = {} }) => {
    const entry: AuditEntry = { id: newId('audit'), at: clock.now(), accountId, event, sessionId, details };
    await insertRow(transaction, auditEntity, entry);
    for (const witness of witnesses) await witness(transaction, entry, currentCaller());
  },
});
