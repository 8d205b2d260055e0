import type { EntityManager, EntitySchema, ObjectLiteral, ValueTransformer } from 'typeorm';
import { embeddedDatabaseOf } from './sqlite-driver.ts';

interface Reading {
  select: string;
  read: [name: string, (cell: unknown) => unknown][];
}

const readings = new WeakMap<EntitySchema, Reading>();

const readCell = (type: unknown, transformer: ValueTransformer | undefined): ((cell: unknown) => unknown) => {
  if (transformer) return (cell) => transformer.from(cell);
  if (type === 'simple-json') return (cell) => (typeof cell === 'string' ? (JSON.parse(cell) as unknown) : cell);
  return type === 'boolean' ? (cell) => (cell === null ? null : Boolean(cell)) : (cell) => cell;
};

const readingOf = (schema: EntitySchema): Reading => {
  const known = readings.get(schema);
  if (known) return known;
  const columns = Object.entries(schema.options.columns);
  const reading = {
    select: `SELECT ${columns.map(([name]) => `\`${name}\``).join(', ')} FROM \`${schema.options.name}\``,
    read: columns.map(([name, column]): Reading['read'][number] => [name, readCell(column!.type, column!.transformer as ValueTransformer | undefined)]),
  };
  readings.set(schema, reading);
  return reading;
};

/** The rows as cells in the order of the columns; of the embedded store without the way through TypeORM, which costs more than the read. */
const readCells = async (manager: EntityManager, { select, read }: Reading, condition: string, values: readonly unknown[]): Promise<unknown[][]> => {
  const sql = `${select} WHERE ${condition}`;
  const embedded = embeddedDatabaseOf(manager);
  if (embedded) return embedded.readCells(sql, values);
  const rows = (await manager.query(sql, [...values])) as Record<string, unknown>[];
  return rows.map((row) => read.map(([name]) => row[name]));
};

/**
 * The rows for which the condition holds, as `find` gives them; what else follows WHERE stands behind it. TypeORM builds each statement
 * anew from its model, which costs several times what the statement itself does: this is for the few reads that happen all the time.
 */
export const readRows = async <Row extends ObjectLiteral>(manager: EntityManager, schema: EntitySchema<Row>, condition: string, values: readonly unknown[]): Promise<Row[]> => {
  const reading = readingOf(schema as EntitySchema);
  return (await readCells(manager, reading, condition, values)).map((cells) => {
    const row: Record<string, unknown> = {};
    for (const [index, [name, readValue]] of reading.read.entries()) row[name] = readValue(cells[index]);
    return row as Row;
  });
};

/** The first such row; null when there is none. */
export const readRow = async <Row extends ObjectLiteral>(manager: EntityManager, schema: EntitySchema<Row>, condition: string, values: readonly unknown[]): Promise<Row | null> =>
  (await readRows(manager, schema, `${condition} LIMIT 1`, values))[0] ?? null;
