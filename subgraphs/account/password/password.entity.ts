import { EntitySchema, type QueryRunner } from 'typeorm';
import { count, flag, id, instant, longText, nullable, text } from '../../shared/store/columns.ts';
import { createTable } from '../../shared/store/create-table.ts';

/** The password in force. */
interface Password {
  accountId: string;
  /** The argon2id hash, sealed: who has only the store cannot try words on it. */
  sealedHash: string;
  /** Moves on with every new password, and when the present one is found to be compromised: what was proved by an earlier version is proved no more. A hash made anew of the same password keeps it. */
  version: number;
  setAt: number;
  /** For how many days it may be used without being changed; null for ever (HW-ACC-081). */
  validDays: number | null;
  /** Known to others, so that it has to be changed at the next sign-in. */
  isCompromised: boolean;
}

/** A password that was in force, for the rule that it may not come back (TX-ACC-055). */
interface FormerPassword {
  id: string;
  accountId: string;
  version: number;
  sealedHash: string;
}

const passwordColumns = { accountId: id(), sealedHash: longText(), version: count(), setAt: instant(), validDays: count(nullable), isCompromised: flag() };
const formerColumns = { id: id(), accountId: text(20), version: count(), sealedHash: longText() };

export const passwordEntity = new EntitySchema<Password>({ name: 'password', columns: passwordColumns });
export const formerPasswordEntity = new EntitySchema<FormerPassword>({
  name: 'former_password',
  columns: formerColumns,
  indices: [{ name: 'former_password_version', columns: ['accountId', 'version'], unique: true }],
});

export const createPasswordTables = async (runner: QueryRunner): Promise<void> => {
  await createTable(runner, 'password', passwordColumns);
  await createTable(runner, 'former_password', formerColumns, { unique: { former_password_version: ['accountId', 'version'] } });
};
