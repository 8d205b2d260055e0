import { EntitySchema, type QueryRunner } from 'typeorm';
import { flag, hash, id, instant, longText, text } from '../../shared/store/columns.ts';
import { createTable } from '../../shared/store/create-table.ts';
import type { LoginMethodKind } from '../schema.generated.ts';

/** One identity that an account can be signed in to with. */
export interface LoginMethod {
  id: string;
  accountId: string;
  kind: LoginMethodKind;
  /** A blind index of the identity. */
  identityIndex: string;
  sealedIdentity: string;
  isRegistrationMethod: boolean;
  boundAt: number;
}

const columns = {
  id: id(),
  accountId: text(20),
  kind: text(24),
  identityIndex: hash(),
  sealedIdentity: longText(),
  isRegistrationMethod: flag(),
  boundAt: instant(),
};

export const loginMethodEntity = new EntitySchema<LoginMethod>({
  name: 'login_method',
  columns,
  indices: [
    // One address, one account (TX-ACC-002).
    { name: 'login_method_identity', columns: ['kind', 'identityIndex'], unique: true },
    { name: 'login_method_account', columns: ['accountId'] },
  ],
});

export const createLoginMethodTable = (runner: QueryRunner): Promise<void> =>
  createTable(runner, 'login_method', columns, { unique: { login_method_identity: ['kind', 'identityIndex'] }, index: { login_method_account: ['accountId'] } });
