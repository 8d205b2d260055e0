import type { DatabaseSync } from '@photostructure/sqlite';

export interface Collection<T> {
  get: (id: string) => T | null;
  /** False when there already is one: "once" is the unique key. */
  add: (id: string, body: T, owner?: string) => boolean;
  put: (id: string, body: T) => void;
  /** Newest first; of one owner when one is named. */
  list: (limit: number, owner?: string) => T[];
}

/** A sandbox that runs for months must not grow without end: the oldest of a kind go first. */
const KEPT = 10_000;
const TRIM_EVERY = 100;

export const createCollection = <T>(database: InstanceType<typeof DatabaseSync>, kind: string): Collection<T> => {
  const read = database.prepare('SELECT body FROM documents WHERE kind = ? AND id = ?');
  const insert = database.prepare(
    'INSERT INTO documents (kind, id, owner, body) VALUES (?, ?, ?, ?) ON CONFLICT DO NOTHING');
  const upsert = database.prepare(
    `INSERT INTO documents (kind, id, owner, body) VALUES (?, ?, '', ?)
     ON CONFLICT (kind, id) DO UPDATE SET body = excluded.body`);
  const listAll = database.prepare('SELECT body FROM documents WHERE kind = ? ORDER BY seq DESC LIMIT ?');
  const listOwned = database.prepare(
    'SELECT body FROM documents WHERE kind = ? AND owner = ? ORDER BY seq DESC LIMIT ?');
  const trim = database.prepare(
    `DELETE FROM documents WHERE kind = ?1 AND seq <=
       (SELECT seq FROM documents WHERE kind = ?1 ORDER BY seq DESC LIMIT 1 OFFSET ${KEPT})`);

  const body = (row: { body: string }) => JSON.parse(row.body) as T;
  let writes = 0;
  const keepBounded = () => {
    if (writes++ % TRIM_EVERY === 0) trim.run(kind);
  };

  return {
    get: (id) => {
      const row = read.get(kind, id) as { body: string } | undefined;
      return row ? body(row) : null;
    },
    add: (id, value, owner = '') => {
      keepBounded();
      return insert.run(kind, id, owner, JSON.stringify(value)).changes === 1;
    },
    put: (id, value) => {
      keepBounded();
      upsert.run(kind, id, JSON.stringify(value));
    },
    list: (limit, owner) => {
      const rows = owner === undefined ? listAll.all(kind, limit) : listOwned.all(kind, owner, limit);
      return (rows as { body: string }[]).map(body);
    },
  };
};
