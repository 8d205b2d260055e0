import { Table, type EntitySchemaColumnOptions, type QueryRunner } from 'typeorm';
import { tableColumns } from './columns.ts';

interface Keys {
  /** Name of the key -> its columns. */
  unique?: Record<string, string[]>;
  index?: Record<string, string[]>;
}

/** Creates a table unless it exists: MySQL commits each change of structure by itself, so a migration that was cut off is run again. */
export const createTable = (runner: QueryRunner, name: string, columns: Record<string, EntitySchemaColumnOptions>, keys: Keys = {}): Promise<void> =>
  runner.createTable(
    new Table({
      name,
      columns: tableColumns(columns),
      indices: [
        ...Object.entries(keys.unique ?? {}).map(([key, columnNames]) => ({ name: key, columnNames, isUnique: true })),
        ...Object.entries(keys.index ?? {}).map(([key, columnNames]) => ({ name: key, columnNames })),
      ],
    }),
    true,
  );
