import { EntitySchema, type QueryRunner } from 'typeorm';
import { flag, hash, id, instant, longText, nullable, text } from '../../shared/store/columns.ts';
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
  /** The name that people know a third-party identity by. */
  sealedName: string | null;
  isRegistrationMethod: boolean;
  boundAt: number;
}

const columns = {
  id: id(),
  accountId: text(20),
  kind: text(24),
  identityIndex: hash(),
  sealedIdentity: longText(),
  sealedName: longText(nullable),
  isRegistrationMethod: flag(),
  boundAt: instant(),
};

export const loginMethodEntity = new EntitySchema<LoginMethod>({
  name: 'login_method',
  columns,
  indices: [
    // How many accounts an identity may have is a quota of its kind; an account has one of each kind (TX-ACC-062).
    { name: 'login_method_identity', columns: ['kind', 'identityIndex'] },
    { name: 'login_method_account', columns: ['accountId', 'kind'], unique: true },
  ],
});

export const createLoginMethodTable = (runner: QueryRunner): Promise<void> =>
  createTable(runner, 'login_method', columns, { unique: { login_method_account: ['accountId', 'kind'] }, index: { login_method_identity: ['kind', 'identityIndex'] } });
