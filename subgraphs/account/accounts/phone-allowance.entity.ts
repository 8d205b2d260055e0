import { EntitySchema, type QueryRunner } from 'typeorm';
import { count, id } from '../../shared/store/columns.ts';
import { createTable } from '../../shared/store/create-table.ts';

/** That one phone may stand for more accounts than others, as was granted on request (HW-ACC-006). */
interface PhoneAllowance {
  /** A blind index of the phone. */
  id: string;
  most: number;
}

const columns = { id: id(), most: count() };

export const phoneAllowanceEntity = new EntitySchema<PhoneAllowance>({ name: 'phone_allowance', columns });

export const createPhoneAllowanceTable = (runner: QueryRunner): Promise<void> => createTable(runner, 'phone_allowance', columns);
