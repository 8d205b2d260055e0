import { EntitySchema, type QueryRunner } from 'typeorm';
import { count, id, instant } from '../store/columns.ts';
import { createTable } from '../store/create-table.ts';

/** How many codes were sent in an hour for one network, to one country, or for all. */
interface SendCount {
  id: string;
  startedAt: number;
  sent: number;
}

const columns = { id: id(), startedAt: instant(), sent: count() };

export const sendCountEntity = new EntitySchema<SendCount>({ name: 'send_count', columns, indices: [{ name: 'send_count_started', columns: ['startedAt'] }] });

export const createSendCountTable = (runner: QueryRunner): Promise<void> => createTable(runner, 'send_count', columns, { index: { send_count_started: ['startedAt'] } });
