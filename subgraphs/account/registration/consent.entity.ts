import { EntitySchema, type QueryRunner } from 'typeorm';
import { id, instant, text } from '../../shared/store/columns.ts';
import { createTable } from '../../shared/store/create-table.ts';

/** That the holder of an account agreed to a version of a text. */
interface Consent {
  id: string;
  accountId: string;
  agreementId: string;
  version: string;
  agreedAt: number;
}

const columns = { id: id(), accountId: text(20), agreementId: text(64), version: text(32), agreedAt: instant() };

export const consentEntity = new EntitySchema<Consent>({
  name: 'consent',
  columns,
  indices: [{ name: 'consent_version', columns: ['accountId', 'agreementId', 'version'], unique: true }],
});

export const createConsentTable = (runner: QueryRunner): Promise<void> =>
  createTable(runner, 'consent', columns, { unique: { consent_version: ['accountId', 'agreementId', 'version'] } });
