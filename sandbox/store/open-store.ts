import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { DatabaseSync } from '@photostructure/sqlite';
import { createCollection, type Collection } from './collection.ts';

export interface Store {
  database: InstanceType<typeof DatabaseSync>;
  /** Documents of one kind. */
  collection: <T>(kind: string) => Collection<T>;
  /** All of it or nothing of it, also when the process is killed half way. */
  transaction: <T>(work: () => T) => T;
  close: () => void;
}

const tables = `
  PRAGMA journal_mode = WAL;
  PRAGMA synchronous = NORMAL;
  PRAGMA busy_timeout = 5000;
  CREATE TABLE IF NOT EXISTS messages (
    seq       INTEGER PRIMARY KEY AUTOINCREMENT,
    channel   TEXT NOT NULL,
    sent_id   TEXT NOT NULL,
    recipient TEXT NOT NULL,
    at        TEXT NOT NULL,
    body      TEXT NOT NULL,
    UNIQUE (channel, sent_id)
  );
  CREATE INDEX IF NOT EXISTS messages_by_recipient ON messages (recipient, seq);
  CREATE TABLE IF NOT EXISTS documents (
    seq   INTEGER PRIMARY KEY AUTOINCREMENT,
    kind  TEXT NOT NULL,
    id    TEXT NOT NULL,
    owner TEXT NOT NULL,
    body  TEXT NOT NULL,
    UNIQUE (kind, id)
  );
  CREATE INDEX IF NOT EXISTS documents_by_kind ON documents (kind, seq);
  CREATE INDEX IF NOT EXISTS documents_by_owner ON documents (kind, owner, seq);
  CREATE TABLE IF NOT EXISTS clock (
    id        INTEGER PRIMARY KEY CHECK (id = 1),
    offset_ms INTEGER NOT NULL
  );
  INSERT OR IGNORE INTO clock (id, offset_ms) VALUES (1, 0);
`;

export const openStore = (file: string): Store => {
  mkdirSync(dirname(file), { recursive: true });
  const database = new DatabaseSync(file);
  database.exec(tables);

  return {
    database,
    collection: (kind) => createCollection(database, kind),
    transaction: (work) => {
      database.exec('BEGIN IMMEDIATE');
      try {
        const result = work();
        database.exec('COMMIT');
        return result;
      } catch (fault) {
        database.exec('ROLLBACK');
        throw fault;
      }
    },
    close: () => database.close(),
  };
};
