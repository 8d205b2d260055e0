import { EntitySchema, type QueryRunner } from 'typeorm';
import { count, hash, id, instant, longText, nullable, text } from '../store/columns.ts';
import { createTable } from '../store/create-table.ts';

/** Work to be done after a transaction, at least once. It is written in that transaction, so that neither is lost without the other. */
export interface Job {
  id: string;
  kind: string;
  /** Sealed JSON. */
  payload: string;
  /** By the system's clock: the work waits for it. */
  dueAt: number;
  /** By the machine's own time: until then the job is some worker's, or rests after a failure. A moved clock must not end a lease. */
  leasedUntil: number;
  /** How often it was begun. */
  attempts: number;
  /** A second job with the same key is not made. */
  uniqueKey: string | null;
}

const columns = {
  id: id(),
  kind: text(64),
  payload: longText(),
  dueAt: instant(),
  leasedUntil: instant(),
  attempts: count(),
  uniqueKey: hash(nullable),
};

export const jobEntity = new EntitySchema<Job>({
  name: 'job',
  columns,
  indices: [
    { name: 'job_unique_key', columns: ['uniqueKey'], unique: true },
    { name: 'job_due', columns: ['dueAt', 'leasedUntil'] },
  ],
});

export const createJobTable = (runner: QueryRunner): Promise<void> =>
  createTable(runner, 'job', columns, { unique: { job_unique_key: ['uniqueKey'] }, index: { job_due: ['dueAt', 'leasedUntil'] } });
