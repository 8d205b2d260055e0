/**
 * The part of better-sqlite3's interface that TypeORM calls, on the interface of `node:sqlite`.
 * The package carries its binaries, so that installing needs no compiler; from Node 22.13 on the import could be `node:sqlite`.
 */
import { DatabaseSync } from '@photostructure/sqlite';
import type { EntityManager } from 'typeorm';

const codes: Record<number, string> = {
  5: 'SQLITE_BUSY',
  517: 'SQLITE_BUSY_SNAPSHOT',
  787: 'SQLITE_CONSTRAINT_FOREIGNKEY',
  1299: 'SQLITE_CONSTRAINT_NOTNULL',
  1555: 'SQLITE_CONSTRAINT_PRIMARYKEY',
  2067: 'SQLITE_CONSTRAINT_UNIQUE',
};

type Bindable = string | number | bigint | Uint8Array | null;

const bind = (value: unknown): Bindable => {
  if (value === undefined || value === null) return null;
  if (typeof value === 'boolean') return value ? 1 : 0;
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'bigint' || value instanceof Uint8Array) return value;
  // An object would be read as named parameters.
  throw new TypeError(`Cannot bind ${Object.prototype.toString.call(value)} to SQLite.`);
};

const toCell = (value: unknown): unknown => {
  if (value instanceof Uint8Array) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  if (typeof value === 'bigint') return Number.isSafeInteger(Number(value)) ? Number(value) : String(value);
  return value;
};

const withCode = <T>(run: () => T): T => {
  try {
    return run();
  } catch (error) {
    const code = codes[(error as { errcode?: number }).errcode ?? -1];
    throw code ? Object.assign(error as Error, { code }) : error;
  }
};

/** What the driver has beside the interface of better-sqlite3. */
export interface EmbeddedDatabase {
  /** The rows that a statement gives, each as its cells in the order of the columns. The statement is kept: preparing one costs several times what a read does. */
  readCells(sql: string, parameters: readonly unknown[]): unknown[][];
  /** Carries out a statement that gives no rows, and gives how many it has changed. It is kept too. */
  write(sql: string, parameters: readonly unknown[]): number;
}

/** Null on any other database. */
export const embeddedDatabaseOf = ({ dataSource: { driver, options } }: EntityManager): EmbeddedDatabase | null =>
  options.type === 'better-sqlite3' ? (driver as unknown as { databaseConnection: EmbeddedDatabase }).databaseConnection : null;

/** TypeORM calls it with `new`, as it would the class of better-sqlite3. */
export function SqliteDriver(file: string, options: { readonly?: boolean; timeout?: number } = {}) {
  const database = new DatabaseSync(file, { readOnly: options.readonly ?? false, timeout: options.timeout ?? 5000 });
  const prepare = (sql: string) => {
    // A deferred BEGIN that later wants to write fails at once when another process writes; IMMEDIATE waits for its turn.
    const statement = withCode(() => database.prepare(sql === 'BEGIN TRANSACTION' ? 'BEGIN IMMEDIATE' : sql));
    statement.setReadBigInts(true);
    return {
      reader: statement.columns().length > 0,
      all: (...parameters: unknown[]) =>
        withCode(() => statement.all(...parameters.map(bind))).map((row) =>
          Object.fromEntries(Object.entries(row as object).map(([key, value]) => [key, toCell(value)])),
        ),
      run: (...parameters: unknown[]) =>
        withCode(() => {
          const done = statement.run(...parameters.map(bind));
          // With big integers on these are bigints, whatever the package's types say.
          // oxlint-disable-next-line typescript/no-unnecessary-type-conversion
          return { changes: Number(done.changes), lastInsertRowid: Number(done.lastInsertRowid) };
        }),
    };
  };
  const prepareForCells = (sql: string) => {
    const statement = withCode(() => database.prepare(sql));
    statement.setReadBigInts(true);
    statement.setReturnArrays(true);
    return statement;
  };
  const [kept, keptWriting] = [new Map<string, ReturnType<typeof prepareForCells>>(), new Map<string, ReturnType<typeof prepare>>()];
  return {
    prepare,
    readCells: (sql: string, parameters: readonly unknown[]) => {
      const statement = kept.get(sql) ?? prepareForCells(sql);
      kept.set(sql, statement);
      return withCode(() => statement.all(...parameters.map(bind)) as unknown as unknown[][]).map((cells) => cells.map(toCell));
    },
    write: (sql: string, parameters: readonly unknown[]) => {
      const statement = keptWriting.get(sql) ?? prepare(sql);
      keptWriting.set(sql, statement);
      return statement.run(...parameters).changes;
    },
    pragma: (sql: string) => prepare(`PRAGMA ${sql}`).all(),
    exec: (sql: string) => database.exec(sql),
    close: () => database.close(),
  };
}
