import { EntitySchema, type QueryRunner } from 'typeorm';
import { id, instant, nullable, text } from '../../shared/store/columns.ts';
import { createTable } from '../../shared/store/create-table.ts';
import type { AccountStatus, LoginMethodKind } from '../schema.generated.ts';

/** One account. When it is erased the row stays as a tombstone, without what says anything about a person, so that its numbers are never given again. */
export interface Account {
  /** Twelve digits (TX-ACC-030). */
  id: string;
  /** Ten digits, one to one with the id (TX-ACC-031). */
  appId: string;
  username: string | null;
  /** Null only once erased. */
  nickname: string | null;
  industry: string | null;
  country: string;
  status: AccountStatus;
  registeredAt: number;
  registeredWith: LoginMethodKind;
  /** When its data was erased. */
  closedAt: number | null;
}

const columns = {
  id: id(),
  appId: text(10),
  username: text(64, nullable),
  nickname: text(64, nullable),
  industry: text(64, nullable),
  country: text(2),
  status: text(24),
  registeredAt: instant(),
  registeredWith: text(24),
  closedAt: instant(nullable),
};

export const accountEntity = new EntitySchema<Account>({
  name: 'account',
  columns,
  indices: [{ name: 'account_app_id', columns: ['appId'], unique: true }],
});

export const createAccountTable = (runner: QueryRunner): Promise<void> => createTable(runner, 'account', columns, { unique: { account_app_id: ['appId'] } });
