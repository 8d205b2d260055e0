import { EntitySchema, type QueryRunner } from 'typeorm';
import { id, instant, json, nullable, text } from '../../shared/store/columns.ts';
import { createTable } from '../../shared/store/create-table.ts';
import type { AccountKind, AccountOrigin, AccountStatus, AccountTrait, Language, LoginMethodKind, Site } from '../schema.generated.ts';

/** One account. When it is erased the row stays as a tombstone, without what says anything about a person, so that its numbers are never given again. */
export interface Account {
  /** Twelve digits (TX-ACC-030). */
  id: string;
  /** Ten digits, one to one with the id (TX-ACC-031). */
  appId: string;
  kind: AccountKind;
  /** An account of one site is not found on the other (TX-ACC-015, HW-ACC-021). */
  site: Site;
  origin: AccountOrigin;
  /** Its id where it comes from; null when it was registered here. */
  originId: string | null;
  traits: AccountTrait[];
  /** As the holder writes it; it is found by the login method USERNAME. */
  username: string | null;
  /** When the holder last changed the user name (BD-ACC-045). */
  usernameChangedAt: number | null;
  /** Null only once erased. */
  nickname: string | null;
  industry: string | null;
  enterpriseName: string | null;
  country: string;
  language: Language;
  status: AccountStatus;
  registeredAt: number;
  registeredWith: LoginMethodKind;
  /** When its data was erased. */
  closedAt: number | null;
}

const columns = {
  id: id(),
  appId: text(10),
  kind: text(16),
  site: text(8),
  origin: text(24),
  originId: text(128, nullable),
  traits: json(),
  username: text(64, nullable),
  usernameChangedAt: instant(nullable),
  nickname: text(64, nullable),
  industry: text(64, nullable),
  enterpriseName: text(128, nullable),
  country: text(2),
  language: text(2),
  status: text(24),
  registeredAt: instant(),
  registeredWith: text(24),
  closedAt: instant(nullable),
};

export const accountEntity = new EntitySchema<Account>({
  name: 'account',
  columns,
  indices: [
    { name: 'account_app_id', columns: ['appId'], unique: true },
    { name: 'account_origin', columns: ['origin', 'originId'], unique: true },
  ],
});

export const createAccountTable = (runner: QueryRunner): Promise<void> => createTable(runner, 'account', columns, { unique: { account_app_id: ['appId'], account_origin: ['origin', 'originId'] } });
