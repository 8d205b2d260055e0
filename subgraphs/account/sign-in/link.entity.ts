import { EntitySchema, type QueryRunner } from 'typeorm';
import { id, instant, text } from '../../shared/store/columns.ts';
import { createTable } from '../../shared/store/create-table.ts';

/** That an account was signed in to so that an unknown third-party identity may be linked to it (TX-ACC-011). */
export interface Link {
  /** Of the ticket and the account. */
  id: string;
  accountId: string;
  expiresAt: number;
}

const columns = { id: id(), accountId: text(20), expiresAt: instant() };

export const linkEntity = new EntitySchema<Link>({
  name: 'sign_in_link',
  columns,
  indices: [
    { name: 'sign_in_link_account', columns: ['accountId'] },
    { name: 'sign_in_link_expiry', columns: ['expiresAt'] },
  ],
});

export const createLinkTable = (runner: QueryRunner): Promise<void> => createTable(runner, 'sign_in_link', columns, { index: { sign_in_link_account: ['accountId'], sign_in_link_expiry: ['expiresAt'] } });
