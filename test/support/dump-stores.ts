import { join } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { subgraphNames, type SubgraphName } from '../../subgraphs/shared/sdl.ts';

export interface StoredRow {
  store: SubgraphName;
  table: string;
  row: Record<string, unknown>;
}

interface Where {
  dataDirectory: string;
  environment: Record<string, string>;
}

const dumpSqlite = (store: SubgraphName, file: string): StoredRow[] => {
  const database = new DatabaseSync(file, { readOnly: true });
  const tables = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").all() as { name: string }[];
  const rows = tables.flatMap(({ name }) => database.prepare(`SELECT * FROM "${name}"`).all().map((row) => ({ store, table: name, row: row as Record<string, unknown> })));
  database.close();
  return rows;
};

const dumpMysql = async (store: SubgraphName, url: string): Promise<StoredRow[]> => {
  const connection = await createConnection(url);
  const [tables] = await connection.query<RowDataPacket[]>('SHOW TABLES');
  const rows: StoredRow[] = [];
  for (const table of tables.map((entry) => String(Object.values(entry)[0]))) {
    const [found] = await connection.query<RowDataPacket[]>(`SELECT * FROM \`${table}\``);
    rows.push(...found.map((row) => ({ store, table, row: { ...row } })));
  }
  await connection.end();
  return rows;
};

/** Every row of the four stores, as somebody with the files or the databases in hand would see them. */
export const dumpStores = async ({ dataDirectory, environment }: Where): Promise<StoredRow[]> => {
  const dumps = subgraphNames.map(async (store) => {
    const url = environment[`${store.toUpperCase()}_DATABASE_URL`];
    return url ? dumpMysql(store, url) : dumpSqlite(store, join(dataDirectory, `${store}.db`));
  });
  return (await Promise.all(dumps)).flat();
};
