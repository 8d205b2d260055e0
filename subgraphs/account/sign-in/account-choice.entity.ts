import { EntitySchema, type QueryRunner } from 'typeorm';
import { count, hash, id, instant, longText, text } from '../../shared/store/columns.ts';
import { createTable } from '../../shared/store/create-table.ts';
import type { LoginMethodKind } from '../schema.generated.ts';

/** That a proved identity opens several accounts, one of which can be chosen. */
export interface AccountChoice {
  /** The hash of the ticket. */
  id: string;
  kind: LoginMethodKind;
  identityIndex: string;
  /** The accounts and what comes of choosing one, as JSON. */
  sealedChoosing: string;
  tries: number;
  expiresAt: number;
}

const columns = { id: id(), kind: text(24), identityIndex: hash(), sealedChoosing: longText(), tries: count(), expiresAt: instant() };

export const accountChoiceEntity = new EntitySchema<AccountChoice>({
  name: 'account_choice',
  columns,
  indices: [
    { name: 'account_choice_identity', columns: ['identityIndex'] },
    { name: 'account_choice_expiry', columns: ['expiresAt'] },
  ],
});

export const createAccountChoiceTable = (runner: QueryRunner): Promise<void> =>
  createTable(runner, 'account_choice', columns, { index: { account_choice_identity: ['identityIndex'], account_choice_expiry: ['expiresAt'] } });
