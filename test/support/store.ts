import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import type { EntitySchema, MigrationInterface, QueryRunner } from 'typeorm';
import { openStore, type Store } from '../../subgraphs/shared/store/open-store.ts';
import { isOnMysql, mysqlUrl } from './graph.ts';

/** A store for the test of one shared part, on the engine that the run is for. */
export const openTestStore = async (entities: EntitySchema<never>[], createTables: (runner: QueryRunner) => Promise<void>): Promise<Store> => {
  class CreateTables1700000000000 implements MigrationInterface {
    name = 'CreateTables1700000000000';
    up = createTables;
    down = async (): Promise<void> => undefined;
  }
  const { url, drop } = isOnMysql ? await createMysqlDatabase() : createSqliteFile();
  const store = await openStore(url, entities, [CreateTables1700000000000]).catch(async (error: unknown) => {
    await drop();
    throw error;
  });
  return { ...store, close: () => store.close().then(drop) };
};

const createSqliteFile = () => {
  const directory = mkdtempSync(join(tmpdir(), 'hufu-store-'));
  return { url: `sqlite:${join(directory, 'test.db')}`, drop: async () => rmSync(directory, { recursive: true, force: true }) };
};

const createMysqlDatabase = async () => {
  const name = `hufu_test_${randomBytes(4).toString('hex')}`;
  const run = async (statement: string): Promise<void> => {
    const connection = await createConnection(mysqlUrl);
    await connection.query(statement);
    await connection.end();
  };
  await run(`CREATE DATABASE ${name} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
  return { url: `${mysqlUrl}/${name}`, drop: () => run(`DROP DATABASE ${name}`) };
};
