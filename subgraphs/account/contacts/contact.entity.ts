import { EntitySchema, type QueryRunner } from 'typeorm';
import { id, longText, nullable } from '../../shared/store/columns.ts';
import { createTable } from '../../shared/store/create-table.ts';

/** Where notices of an account go, each confirmed by who is reached there. */
interface Contact {
  accountId: string;
  sealedPhone: string | null;
  sealedEmail: string | null;
  /** The WeChat user's id at the provider. */
  sealedWechat: string | null;
  sealedWechatName: string | null;
  /** The holder's own words, which may be about people. */
  sealedRemark: string | null;
}

const columns = {
  accountId: id(),
  sealedPhone: longText(nullable),
  sealedEmail: longText(nullable),
  sealedWechat: longText(nullable),
  sealedWechatName: longText(nullable),
  sealedRemark: longText(nullable),
};

export const contactEntity = new EntitySchema<Contact>({ name: 'contact', columns });

export const createContactTable = (runner: QueryRunner): Promise<void> => createTable(runner, 'contact', columns);
