import { EntitySchema, type QueryRunner } from 'typeorm';
import { id, longText, nullable } from '../../shared/store/columns.ts';
import { createTable } from '../../shared/store/create-table.ts';

/** Where notices of an account go. */
interface Contact {
  accountId: string;
  sealedPhone: string | null;
  sealedEmail: string | null;
}

const columns = { accountId: id(), sealedPhone: longText(nullable), sealedEmail: longText(nullable) };

export const contactEntity = new EntitySchema<Contact>({ name: 'contact', columns });

export const createContactTable = (runner: QueryRunner): Promise<void> => createTable(runner, 'contact', columns);
