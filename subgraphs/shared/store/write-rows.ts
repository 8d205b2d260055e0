import type { EntityManager, EntitySchema, ObjectLiteral, ValueTransformer } from 'typeorm';
import { embeddedDatabaseOf } from './sqlite-driver.ts';

/**
 * Carries out a statement that writes, and gives how many rows it has changed. As with `readRows`, TypeORM's own way costs several times
 * what the statement does: this is for the few writes of every sign-in.
 */
export const writeRows = async (transaction: EntityManager, statement: string, values: readonly unknown[]): Promise<number> => {
  const embedded = embeddedDatabaseOf(transaction);
  if (embedded) return embedded.write(statement, values);
  const { affected = 0 } = await transaction.queryRunner!.query(statement, [...values], true);
  return affected;
};

interface Writing {
  insert: string;
  write: [name: string, (value: unknown) => unknown][];
}

const writings = new WeakMap<EntitySchema, Writing>();

const writeCell = (type: unknown, transformer: ValueTransformer | undefined): ((value: unknown) => unknown) => {
  if (transformer) return (value) => transformer.to(value);
  return type === 'simple-json' ? (value) => JSON.stringify(value) : (value) => value;
};

const writingOf = (schema: EntitySchema): Writing => {
  const known = writings.get(schema);
  if (known) return known;
  const columns = Object.entries(schema.options.columns);
  const writing = {
    insert: `INSERT INTO \`${schema.options.name}\` (${columns.map(([name]) => `\`${name}\``).join(', ')}) VALUES (${columns.map(() => '?').join(', ')})`,
    write: columns.map(([name, column]): Writing['write'][number] => [name, writeCell(column!.type, column!.transformer as ValueTransformer | undefined)]),
  };
  writings.set(schema, writing);
  return writing;
};

/** Inserts a row as `insert` does. */
export const insertRow = async <Row extends ObjectLiteral>(transaction: EntityManager, schema: EntitySchema<Row>, row: Row): Promise<void> => {
  const { insert, write } = writingOf(schema as EntitySchema);
  await writeRows(transaction, insert, write.map(([name, writeValue]) => writeValue(row[name])));
};
