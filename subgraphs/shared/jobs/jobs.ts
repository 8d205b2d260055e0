import { setTimeout as pause } from 'node:timers/promises';
import type { EntityManager } from 'typeorm';
import type { Clock } from '../clock.ts';
import { asNobody } from '../current-caller.ts';
import { second } from '../duration.ts';
import { newId } from '../ids.ts';
import type { Log } from '../log.ts';
import type { Store } from '../store/open-store.ts';
import { readRows } from '../store/read-rows.ts';
import { insertRow, writeRows } from '../store/write-rows.ts';
import { hashSecret, type Vault } from '../vault.ts';
import { jobEntity, type Job } from './job-entity.ts';

/** Does the work of one job. A throw means: again, later. It may run twice, so whatever it does is idempotent, by `jobId` where nothing better is at hand. */
export type JobHandler = (payload: never, jobId: string) => Promise<void>;

interface NewJob {
  kind: string;
  payload: unknown;
  /** By default at once. */
  dueAt?: number;
  /** Somebody sits and waits for it, so it is done before everything else that is due. */
  isUrgent?: boolean;
  uniqueKey?: string;
}

export interface Jobs {
  /** Writes the job in the caller's transaction and gives its id; with a `uniqueKey` that is taken, writes nothing and gives null. */
  add(transaction: EntityManager, job: NewJob): Promise<string | null>;
  /** Forgets the jobs of that key, whether or not they have run. */
  drop(transaction: EntityManager, uniqueKey: string): Promise<void>;
  /** Does the job now if nobody else does, and says whether it is done. A failure is left to the workers. */
  runNow(jobId: string): Promise<boolean>;
  /** Does everything that is due, in the order of the due times, and gives the time of the next job that waits for its time. */
  runDue(): Promise<number | null>;
  start(): void;
  stop(): Promise<void>;
}

/** Before everything that has a time. */
const first = 0;
const lease = 10 * second;
const longestRest = 15 * second;
/** How long what is due later waits for what is due earlier. */
const patience = second / 2;
/** How often a worker looks for work that another process, or the time, has made due. */
const interval = second;

const restAfter = (attempts: number): number => Math.min(longestRest, 250 * 2 ** Math.min(attempts, 10)) * (0.75 + Math.random() / 2);

export const createJobs = (deps: { store: Store; clock: Clock; vault: Vault; log: Log }, handlers: Record<string, JobHandler>): Jobs => {
  const { store, clock, vault, log } = deps;
  const running = new Map<string, Promise<boolean>>();
  let timer: NodeJS.Timeout | undefined;
  let sweep: Promise<void> | undefined;
  let isStopped = false;

  /** Two workers can see the same job; the update that finds the old lease gets it. */
  const claim = async (job: Job): Promise<boolean> => {
    const leasedUntil = Date.now() + lease;
    const values = [leasedUntil, job.attempts + 1, job.id, job.leasedUntil];
    return (await store.transaction((transaction) => writeRows(transaction, 'UPDATE job SET leasedUntil = ?, attempts = ? WHERE id = ? AND leasedUntil = ?', values))) === 1;
  };

  const perform = async (job: Job): Promise<boolean> => {
    if (!(await claim(job))) return false;
    try {
      const handler = handlers[job.kind];
      if (!handler) throw new Error(`No handler for jobs of kind ${job.kind}.`);
      await handler(JSON.parse(vault.open(job.payload)) as never, job.id);
      await store.transaction((transaction) => writeRows(transaction, 'DELETE FROM job WHERE id = ?', [job.id]));
      return true;
    } catch (error) {
      const rest = restAfter(job.attempts);
      log.warn({ job: job.kind, jobId: job.id, attempts: job.attempts + 1, reason: String(error), cause: String((error as Error).cause ?? '') }, 'job failed, will be done again');
      await store.transaction((transaction) => transaction.update(jobEntity, { id: job.id }, { leasedUntil: Date.now() + rest }));
      return false;
    }
  };

  const runOne = (job: Job): Promise<boolean> => {
    const current = running.get(job.id);
    if (current) return current;
    const run = asNobody(() => perform(job)).finally(() => running.delete(job.id));
    running.set(job.id, run);
    return run;
  };

  const findDue = (): Promise<Job[]> => readRows(store.read, jobEntity, 'dueAt <= ? AND leasedUntil <= ? ORDER BY dueAt LIMIT 20', [clock.now(), Date.now()]);

  const runAllDue = async (): Promise<void> => {
    for (let due = await findDue(); due.length > 0 && !isStopped; due = await findDue()) {
      // One instant at a time, so that what fell due earlier has happened before.
      const earliest = due.filter(({ dueAt }) => dueAt === due[0]!.dueAt);
      // One that hangs does not hold up the others for long.
      await Promise.race([Promise.all(earliest.map(runOne)), pause(patience, undefined, { ref: false })]);
    }
  };

  const work = (): void => {
    if (sweep || isStopped) return;
    sweep = runAllDue()
      .catch((error: unknown) => log.error({ reason: String(error) }, 'looking for jobs failed'))
      .finally(() => { sweep = undefined; });
  };

  // What was just written is done at once, not at the next look.
  const withNewJobs = new WeakSet<EntityManager>();
  store.onCommit((transaction) => {
    if (withNewJobs.has(transaction)) setImmediate(work);
  });

  return {
    add: async (transaction, { kind, payload, isUrgent = false, dueAt = isUrgent ? first : clock.now(), uniqueKey }) => {
      const key = uniqueKey === undefined ? null : hashSecret(uniqueKey);
      if (key && (await transaction.existsBy(jobEntity, { uniqueKey: key }))) return null;
      const id = newId('job');
      await insertRow(transaction, jobEntity, { id, kind, payload: vault.seal(JSON.stringify(payload)), dueAt, leasedUntil: 0, attempts: 0, uniqueKey: key });
      withNewJobs.add(transaction);
      return id;
    },
    drop: async (transaction, uniqueKey) => void (await transaction.delete(jobEntity, { uniqueKey: hashSecret(uniqueKey) })),
    runNow: async (jobId) => {
      const job = await store.read.findOneBy(jobEntity, { id: jobId });
      if (!job) return true;
      const current = running.get(jobId);
      if (current) return current;
      return job.leasedUntil > Date.now() ? false : runOne(job);
    },
    runDue: async () => {
      await sweep;
      await runAllDue();
      await Promise.all(running.values());
      const [next] = await store.read.find(jobEntity, { where: { attempts: 0 }, order: { dueAt: 'ASC' }, take: 1 });
      return next?.dueAt ?? null;
    },
    start: () => {
      timer = setInterval(work, interval);
      work();
    },
    stop: async () => {
      isStopped = true;
      clearInterval(timer);
      await sweep;
      await Promise.allSettled(running.values());
    },
  };
};
