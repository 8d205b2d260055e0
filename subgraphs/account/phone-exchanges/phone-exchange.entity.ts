import { EntitySchema, type QueryRunner } from 'typeorm';
import { flag, id, instant, text } from '../../shared/store/columns.ts';
import { createTable } from '../../shared/store/create-table.ts';

/**
 * That security gives an account another phone: a place of the new one is taken before, that of the old one given back after.
 * The row stays for a day after it is settled, so that a request for a place that comes late takes none.
 */
interface PhoneExchange {
  id: string;
  accountId: string;
  isSettled: boolean;
  beganAt: number;
}

const columns = { id: id(), accountId: text(20), isSettled: flag(), beganAt: instant() };

export const phoneExchangeEntity = new EntitySchema<PhoneExchange>({ name: 'phone_exchange', columns, indices: [{ name: 'phone_exchange_began', columns: ['beganAt'] }] });

export const createPhoneExchangeTable = (runner: QueryRunner): Promise<void> => createTable(runner, 'phone_exchange', columns, { index: { phone_exchange_began: ['beganAt'] } });
