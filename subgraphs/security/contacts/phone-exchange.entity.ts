import { EntitySchema, type QueryRunner } from 'typeorm';
import { id, longText, nullable, text } from '../../shared/store/columns.ts';
import { createTable } from '../../shared/store/create-table.ts';

/** TAKING: a place of the new phone is being taken. DONE: the new phone is in force. GIVEN_UP: it will not be. After either, account is told which place to give back. */
export type PhoneExchangeState = 'TAKING' | 'DONE' | 'GIVEN_UP';

/** That an account's security phone is being exchanged for another, or removed. An account has one at a time; the row goes once account has settled it. */
export interface PhoneExchange {
  id: string;
  accountId: string;
  state: PhoneExchangeState;
  /** Null when the phone is removed. */
  sealedTo: string | null;
  /** The phone that was replaced. Null until it is. */
  sealedFrom: string | null;
  /** The job that settles it; until its time the exchange may go on. */
  jobId: string;
}

const columns = { id: id(), accountId: text(20), state: text(16), sealedTo: longText(nullable), sealedFrom: longText(nullable), jobId: text(64) };

export const phoneExchangeEntity = new EntitySchema<PhoneExchange>({
  name: 'phone_exchange',
  columns,
  indices: [{ name: 'phone_exchange_account', columns: ['accountId'], unique: true }],
});

export const createPhoneExchangeTable = (runner: QueryRunner): Promise<void> => createTable(runner, 'phone_exchange', columns, { unique: { phone_exchange_account: ['accountId'] } });
