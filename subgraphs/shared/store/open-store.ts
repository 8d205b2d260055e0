import { mkdirSync } from 'node:fs';
import { open, type FileHandle } from 'node:fs/promises';
import { dirname } from 'node:path';
import { DataSource, type DataSourceOptions, type EntityManager, type EntitySchema, type MixedList } from 'typeorm';
import { ConfigError } from '../config.ts';
import { second } from '../duration.ts';
import type { Result } from '../result.ts';
import { createGroupCommit } from './group-commit.ts';
import { SqliteDriver } from './sqlite-driver.ts';

/** What the statements of one transaction go through. */
export type Transaction = EntityManager;

export type Migrations = NonNullable<DataSourceOptions['migrations']>;

export interface Store {
  /** For reads outside a transaction; it sees committed rows only. */
  read: EntityManager;
  /**
   * Runs the work in one transaction. A returned refusal rolls it back, as a throw does.
   * The work may be run more than once (a deadlock reopens the whole), so it touches nothing but the store; and it never calls another service.
   */
  transaction<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
  /** Is told after each transaction that was committed. */
  onCommit(listener: (transaction: Transaction) => void): void;
  isHealthy(): Promise<boolean>;
  close(): Promise<void>;
}

const isMysql = (url: string): boolean => /^(mysql|mariadb):/.test(url);

const mysqlOptions = async (url: string, connections: number): Promise<DataSourceOptions> => {
  const { createConnection } = await import('mysql2/promise');
  const connection = await createConnection(url);
  // TypeORM has to know which of the two it talks to: they print column definitions differently.
  const [[row]] = (await connection.query('SELECT VERSION() AS version')) as unknown as [[{ version: string }]];
  await connection.end();
  return {
    type: row.version.includes('MariaDB') ? 'mariadb' : 'mysql',
    url: url.replace(/^mariadb:/, 'mysql:'),
    timezone: 'Z',
    charset: 'utf8mb4_bin',
    supportBigNumbers: true,
    bigNumberStrings: true,
    poolSize: connections,
    // A burst's connections go back to the database: many processes share the number that it takes.
    extra: { maxIdle: 2, idleTimeout: 10 * second },
  };
};

const sqliteFile = (url: string): string => url.replace(/^sqlite:(\/\/)?/, '');

const sqliteOptions = (url: string, readonly: boolean): DataSourceOptions => {
  const database = sqliteFile(url);
  mkdirSync(dirname(database), { recursive: true });
  return {
    type: 'better-sqlite3',
    database,
    driver: SqliteDriver,
    readonly,
    enableWAL: !readonly,
    prepareDatabase: (connection: { pragma(sql: string): void }) => {
      // A commit is written, but does not wait for the disk: `createLogSync` does.
      if (!readonly) connection.pragma('synchronous = NORMAL');
    },
  };
};

/** Waits until the commits in SQLite's write-ahead log are on the disk; SQLite itself would hold up the event loop for that, each time. */
const createLogSync = (url: string) => {
  // There is no such file before the first commit.
  let log: Promise<FileHandle> | undefined;
  return {
    synced: createGroupCommit(async () => (await (log ??= open(`${sqliteFile(url)}-wal`, 'r+'))).datasync()),
    close: async () => (await log)?.close(),
  };
};

const hasRefused = (value: unknown): value is Result<unknown> & { ok: false } =>
  typeof value === 'object' && value !== null && (value as { ok?: unknown }).ok === false;

/** Carries a refusal out of a transaction so that it rolls back. */
class RolledBack extends Error {
  constructor(readonly refusal: unknown) {
    super('refused');
  }
}

/** 1213 deadlock, 1205 lock wait, SQLITE_BUSY: the whole transaction has to begin again. */
const mayBeRetried = (error: unknown): boolean => {
  const { errno, code } = ((error as { driverError?: unknown }).driverError ?? error) as { errno?: number; code?: string };
  return errno === 1213 || errno === 1205 || code?.startsWith('SQLITE_BUSY') === true;
};

/** True when a row was refused because its key is taken. */
export const isDuplicate = (error: unknown): boolean => {
  const { errno, code } = ((error as { driverError?: unknown }).driverError ?? error) as { errno?: number; code?: string };
  return errno === 1062 || code === 'SQLITE_CONSTRAINT_UNIQUE' || code === 'SQLITE_CONSTRAINT_PRIMARYKEY';
};

const pause = (milliseconds: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, milliseconds));

/** Throws a ConfigError when the tables are not those of the entities: they were made by a version that no migration leads on from. */
const refuseDrift = async (source: DataSource): Promise<void> => {
  const { upQueries } = await source.driver.createSchemaBuilder().log();
  if (upQueries.length === 0) return;
  const database = String(source.options.database ?? 'the database');
  await source.destroy();
  throw new ConfigError(`The tables in ${database} were made by another version of this program. If their data may go, remove them (rm -r .data). First difference: ${upQueries[0]!.query}`);
};

interface StoreOptions {
  /** By default the tables are brought up to date. */
  migrate?: boolean;
  /** The most connections to a database at once. */
  connections?: number;
}

/** Opens `sqlite:FILE` or `mysql://…` and brings its tables up to date. */
export const openStore = async (url: string, entities: MixedList<EntitySchema>, migrations: Migrations, { migrate = true, connections = 10 }: StoreOptions = {}): Promise<Store> => {
  const onMysql = isMysql(url);
  const base = onMysql ? await mysqlOptions(url, connections) : sqliteOptions(url, false);
  const writer = await new DataSource({ ...base, entities, migrations, migrationsTransactionMode: 'each' }).initialize();
  if (migrate) {
    await writer.runMigrations();
    await refuseDrift(writer);
  }
  // TypeORM has one SQLite connection, on which a read would see rows that may yet be rolled back.
  const reader = onMysql ? writer : await new DataSource({ ...sqliteOptions(url, true), entities }).initialize();
  const listeners: ((transaction: EntityManager) => void)[] = [];
  const log = onMysql ? null : createLogSync(url);
  let lastInLine: Promise<unknown> = Promise.resolve();
  let lastSync: Promise<void> | undefined;

  const runOnce = <T>(work: (transaction: EntityManager) => Promise<T>): Promise<T> => {
    const body = async (manager: EntityManager): Promise<{ value: T; manager: EntityManager }> => {
      const value = await work(manager);
      if (hasRefused(value)) throw new RolledBack(value);
      return { value, manager };
    };
    const tell = ({ value, manager }: { value: T; manager: EntityManager }): T => {
      for (const listener of listeners) listener(manager);
      return value;
    };
    if (onMysql) return writer.transaction('READ COMMITTED', body).then(tell);
    // On the one connection two transactions would nest, and the rollback of one would discard the other: they stand in line.
    const run = lastInLine.then(() => writer.transaction(body));
    lastInLine = run.catch(() => undefined);
    // The next in line need not wait for the disk: when what it writes is there, so is this.
    return run.then(async (done) => {
      await (lastSync = log!.synced());
      return tell(done);
    });
  };

  const transaction = async <T>(work: (transaction: EntityManager) => Promise<T>): Promise<T> => {
    for (let attempt = 1; ; attempt += 1) {
      try {
        return await runOnce(work);
      } catch (error) {
        if (error instanceof RolledBack) return error.refusal as T;
        if (!mayBeRetried(error) || attempt === 10) throw error;
        await pause(Math.random() * 10 * attempt);
      }
    }
  };

  return {
    read: reader.manager,
    transaction,
    onCommit: (listener) => void listeners.push(listener),
    isHealthy: () => Promise.all([reader.query('SELECT 1'), lastSync]).then(() => true, () => false),
    close: async () => {
      await lastInLine;
      await lastSync?.catch(() => undefined);
      await log?.close();
      await Promise.all([...new Set([writer, reader])].map((source) => source.destroy()));
    },
  };
};
