import { createConnection, type Connection, type RowDataPacket } from 'mysql2/promise';

/** A store full of accounts for measurements: copies of the rows that one account has really left, each with numbers, ids and hashes of its own. */

type Row = Record<string, unknown>;

/** Which are tables of one account each; what is counted, queued or kept for a day is not. */
const notOfAccounts = ['migrations', 'job', 'first_answer', 'one_time_code', 'send_count'];

const rowsAtOnce = 250_000;

/** All rows of a store in which there is one account. */
export const readModel = async (url: string): Promise<Map<string, Row[]>> => {
  const connection = await createConnection(url);
  const [tables] = await connection.query<RowDataPacket[]>('SHOW TABLES');
  const model = new Map<string, Row[]>();
  for (const table of tables.map((entry) => String(Object.values(entry)[0]))) {
    if (notOfAccounts.includes(table)) continue;
    const [rows] = await connection.query<RowDataPacket[]>(`SELECT * FROM \`${table}\``);
    if (rows.length > 0) model.set(table, rows);
  }
  await connection.end();
  return model;
};

const isHash = (value: string): boolean => /^[0-9a-f]{64}$/.test(value);
const isId = (value: string): boolean => /^[a-z]+_[\w-]{22}$/.test(value);
const isTenantId = (value: string): boolean => /^[0-9a-f]{32}$/.test(value);

/** What stands in a column of the copy number `seq`: equal values of the model become equal values of the copy. */
const expressionOf = (value: unknown, connection: Connection, account: { id: string; appId: string }): string => {
  const text = typeof value === 'string' ? value : '';
  const literal = connection.escape(value);
  const number = 'CAST(200000000000 + seq * 700001 AS CHAR)';
  if (text.includes(account.id)) return `REPLACE(${literal}, '${account.id}', ${number})`;
  if (text === account.appId) return 'CAST(1000000000 + seq * 8999 AS CHAR)';
  if (isHash(text)) return `SHA2(CONCAT(${literal}, seq), 256)`;
  if (isTenantId(text)) return `MD5(CONCAT(${literal}, seq))`;
  if (isId(text)) return `CONCAT('${text.split('_')[0]}_', LEFT(SHA2(CONCAT(${literal}, seq), 256), 22))`;
  return literal;
};

interface Key {
  name: string;
  isUnique: boolean;
  columns: string[];
}

const readKeys = async (connection: Connection, table: string): Promise<Key[]> => {
  const [rows] = await connection.query<RowDataPacket[]>(`SHOW INDEX FROM \`${table}\``);
  const names = [...new Set(rows.map((row) => row['Key_name'] as string))].filter((name) => name !== 'PRIMARY');
  return names.map((name) => {
    const parts = rows.filter((row) => row['Key_name'] === name);
    return { name, isUnique: parts[0]!['Non_unique'] === 0, columns: parts.map((row) => row['Column_name'] as string) };
  });
};

/** Adds so many copies of the model to a store of MariaDB (whose sequences it takes). Keys are made anew afterwards, which is faster by far than to let them grow. */
export const fillStore = async (url: string, model: Map<string, Row[]>, account: { id: string; appId: string }, copies: number): Promise<number> => {
  const connection = await createConnection(url);
  let written = 0;
  for (const [table, rows] of model) {
    const keys = await readKeys(connection, table);
    if (keys.length > 0) await connection.query(`ALTER TABLE \`${table}\` ${keys.map(({ name }) => `DROP INDEX \`${name}\``).join(', ')}`);
    for (const row of rows) {
      const columns = Object.keys(row);
      const expressions = columns.map((column) => expressionOf(row[column], connection, account));
      for (let from = 1; from <= copies; from += rowsAtOnce) {
        const to = Math.min(copies, from + rowsAtOnce - 1);
        // In the order of the primary key, which is the first column of every table; sorted where they are, the numbers of a sequence get lost.
        const [{ affectedRows }] = (await connection.query(
          `INSERT INTO \`${table}\` (${columns.map((column) => `\`${column}\``).join(', ')}) SELECT ${expressions.join(', ')} FROM (SELECT seq FROM seq_${from}_to_${to} LIMIT ${rowsAtOnce}) AS numbers ORDER BY 1`,
        )) as unknown as [{ affectedRows: number }];
        if (affectedRows !== to - from + 1) throw new Error(`${table}: ${affectedRows} rows of ${to - from + 1}.`);
        written += affectedRows;
      }
    }
    if (keys.length > 0) {
      const again = keys.map(({ name, isUnique, columns }) => `ADD ${isUnique ? 'UNIQUE ' : ''}INDEX \`${name}\` (${columns.map((column) => `\`${column}\``).join(', ')})`);
      await connection.query(`ALTER TABLE \`${table}\` ${again.join(', ')}`);
    }
  }
  for (const table of model.keys()) await connection.query(`ANALYZE TABLE \`${table}\``);
  await connection.end();
  return written;
};
