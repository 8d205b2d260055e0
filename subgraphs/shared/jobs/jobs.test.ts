import { randomBytes } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { openTestStore } from '../../../test/support/store.ts';
import { movableClock } from '../clock.ts';
import { day, hour } from '../duration.ts';
import { createLog } from '../log.ts';
import { refuse } from '../result.ts';
import type { Store } from '../store/open-store.ts';
import { createVault } from '../vault.ts';
import { createJobTable, jobEntity } from './job-entity.ts';
import { createJobs, type Jobs } from './jobs.ts';

const clock = movableClock();
const vault = createVault(`k1:${randomBytes(32).toString('base64')}`);
const done: string[] = [];
let failures = 0;
let store: Store;
const workers: Jobs[] = [];

const newWorker = (): Jobs => {
  const log = createLog('test');
  log.level = 'silent';
  const worker = createJobs({ store, clock, vault, log }, {
    note: async ({ what }: { what: string }) => void done.push(what),
    slow: async ({ what }: { what: string }) => {
      await pause(30);
      done.push(what);
    },
    fail: async ({ what }: { what: string }) => {
      if (failures-- > 0) throw new Error('not now');
      done.push(what);
    },
  });
  workers.push(worker);
  return worker;
};

beforeAll(async () => {
  store = await openTestStore([jobEntity as never], createJobTable);
});
afterEach(async () => {
  await Promise.all(workers.splice(0).map((worker) => worker.stop()));
  await store.transaction((transaction) => transaction.createQueryBuilder().delete().from(jobEntity).execute());
  done.length = 0;
});
afterAll(() => store.close());

const add = (jobs: Jobs, kind: string, what: string, more: { dueAt?: number; isUrgent?: boolean; uniqueKey?: string } = {}) =>
  store.transaction((transaction) => jobs.add(transaction, { kind, payload: { what }, ...more }));

test('a job is done after its transaction, not when that is refused', async () => {
  const jobs = newWorker();
  await store.transaction(async (transaction) => {
    await jobs.add(transaction, { kind: 'note', payload: { what: 'refused' } });
    return refuse({ code: 'NAME_INVALID' });
  });
  await add(jobs, 'note', 'kept');
  await jobs.runDue();
  expect(done).toEqual(['kept']);
  expect(await store.read.countBy(jobEntity, {})).toBe(0);
});

test('what falls due on the way is done in the order of its time', async () => {
  const jobs = newWorker();
  await add(jobs, 'note', 'in two days', { dueAt: clock.now() + 2 * day });
  await add(jobs, 'note', 'tomorrow', { dueAt: clock.now() + day });
  await add(jobs, 'note', 'in a week', { dueAt: clock.now() + 7 * day });
  const next = await jobs.runDue();
  expect(next).toBeGreaterThan(clock.now() + day - hour);
  expect(done).toEqual([]);
  clock.move(3 * day);
  await jobs.runDue();
  expect(done).toEqual(['tomorrow', 'in two days']);
});

test('what somebody waits for is done before the many that were due earlier', async () => {
  const jobs = newWorker();
  await store.transaction(async (transaction) => {
    for (let index = 0; index < 100; index += 1) await jobs.add(transaction, { kind: 'slow', payload: { what: 'a notice' } });
  });
  const all = jobs.runDue();
  while (done.length === 0) await pause(5);
  await add(jobs, 'note', 'a code', { isUrgent: true });
  await all;
  expect(done).toHaveLength(101);
  // Those that were begun are finished first.
  expect(done.indexOf('a code')).toBeLessThan(60);
});

test('ten workers do each job once', async () => {
  const many = Array.from({ length: 10 }, newWorker);
  for (let index = 0; index < 20; index += 1) await add(many[0]!, 'slow', `job ${index}`);
  await Promise.all(many.map((worker) => worker.runDue()));
  expect(done.toSorted()).toEqual(Array.from({ length: 20 }, (_, index) => `job ${index}`).toSorted());
});

test('a job that fails is done again until it works', async () => {
  const jobs = newWorker();
  failures = 1;
  const id = await add(jobs, 'fail', 'at last');
  expect(await jobs.runNow(id!)).toBe(false);
  expect(done).toEqual([]);
  jobs.start();
  for (let tries = 0; done.length === 0 && tries < 100; tries += 1) await pause(50);
  expect(done).toEqual(['at last']);
});

test('a job with a key that is taken is not made twice', async () => {
  const jobs = newWorker();
  const later = { dueAt: clock.now() + day, uniqueKey: 'only one' };
  expect(await add(jobs, 'note', 'first', later)).not.toBeNull();
  expect(await add(jobs, 'note', 'second', later)).toBeNull();
  await store.transaction((transaction) => jobs.drop(transaction, 'only one'));
  expect(await add(jobs, 'note', 'third', later)).not.toBeNull();
});

test('what a job carries cannot be read in the store', async () => {
  const jobs = newWorker();
  await add(jobs, 'note', 'li@example.com', { dueAt: clock.now() + day });
  expect(JSON.stringify(await store.read.find(jobEntity))).not.toContain('li@example.com');
});
