import { randomBytes } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { findFreePorts, launchGraph, type Graph, type LaunchOptions } from '../../scripts/launch-graph.ts';
import { subgraphNames } from '../../subgraphs/shared/sdl.ts';
import { productKeys } from './products.ts';

/** Where the stores of a test run are: SQLite files of its own, or, with TEST_STORE=mysql, databases of its own. */
interface Stores {
  environment: Record<string, string>;
  drop(): Promise<void>;
}

export const mysqlUrl = (process.env['TEST_MYSQL_URL'] ?? 'mysql://root@127.0.0.1:3306').replace(/\/$/, '');

const createMysqlStores = async (): Promise<Stores> => {
  const prefix = `hufu_test_${randomBytes(4).toString('hex')}`;
  const run = async (statement: (database: string) => string): Promise<void> => {
    const connection = await createConnection(mysqlUrl);
    for (const name of subgraphNames) await connection.query(statement(`${prefix}_${name}`));
    await connection.end();
  };
  await run((database) => `CREATE DATABASE ${database} CHARACTER SET utf8mb4 COLLATE utf8mb4_bin`);
  return {
    environment: Object.fromEntries(subgraphNames.map((name) => [`${name.toUpperCase()}_DATABASE_URL`, `${mysqlUrl}/${prefix}_${name}`])),
    drop: () => run((database) => `DROP DATABASE ${database}`),
  };
};

export const isOnMysql = process.env['TEST_STORE'] === 'mysql';

export interface TestGraph extends Graph {
  dataDirectory: string;
  /** The settings with which the processes were started, to open a store beside them. */
  environment: Record<string, string>;
  /** What the processes have written so far, a line each. */
  lines: string[];
}

/** Starts a whole system for one test file, with stores of its own; `stop` also removes them. */
export const startGraph = async (environment: Record<string, string> = {}, more: Pick<LaunchOptions, 'nodeFlags'> = {}): Promise<TestGraph> => {
  const dataDirectory = mkdtempSync(join(tmpdir(), 'hufu-test-'));
  const stores = isOnMysql ? await createMysqlStores() : { environment: {}, drop: async () => undefined };
  const remove = async (): Promise<void> => {
    await stores.drop();
    rmSync(dataDirectory, { recursive: true, force: true });
  };
  const lines: string[] = [];
  const graph = await launchGraph({
    ...more,
    dataDirectory,
    ports: await findFreePorts(),
    // All that tests do comes from this machine; each client says which network it plays.
    environment: { MUTATIONS_PER_MINUTE: '1000000', TRUSTED_PROXIES: '127.0.0.1', PRODUCT_KEYS: productKeys, ...stores.environment, ...environment },
    onLine: (service, line) => {
      lines.push(line);
      if (process.env['TEST_LOG']) process.stderr.write(`${service}: ${line}\n`);
    },
  }).catch(async (error: unknown) => {
    await remove();
    throw error;
  });
  return {
    ...graph,
    dataDirectory,
    environment: stores.environment,
    lines,
    stop: async () => {
      await graph.stop();
      await remove();
    },
  };
};
