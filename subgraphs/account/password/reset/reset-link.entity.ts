import { EntitySchema, type QueryRunner } from 'typeorm';
import { hash, id, instant } from '../../../shared/store/columns.ts';
import { createTable } from '../../../shared/store/create-table.ts';

/** The one live link of a name, whether or not an account has it, so that the two cannot be told apart. */
export interface ResetLink {
  /** A blind index of the name. */
  identityIndex: string;
  tokenHash: string;
  expiresAt: number;
}

const columns = { identityIndex: id(), tokenHash: hash(), expiresAt: instant() };

export const resetLinkEntity = new EntitySchema<ResetLink>({
  name: 'reset_link',
  columns,
  indices: [
    { name: 'reset_link_token', columns: ['tokenHash'], unique: true },
    { name: 'reset_link_expiry', columns: ['expiresAt'] },
  ],
});

export const createResetLinkTable = (runner: QueryRunner): Promise<void> =>
  createTable(runner, 'reset_link', columns, { unique: { reset_link_token: ['tokenHash'] }, index: { reset_link_expiry: ['expiresAt'] } });
