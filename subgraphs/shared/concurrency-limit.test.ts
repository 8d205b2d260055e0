import { setTimeout as pause } from 'node:timers/promises';
import { afterEach, expect, test, vi } from 'vitest';
import { createConcurrencyLimit } from './concurrency-limit.ts';
import { parseDuration, second } from './duration.ts';

/** Work that is done when it is told to be. */
const createWork = () => {
  const begun: string[] = [];
  const ends = new Map<string, () => void>();
  return {
    begun,
    work: (name: string) => (): Promise<string> => {
      begun.push(name);
      return new Promise((resolve) => void ends.set(name, () => resolve(name)));
    },
    end: async (name: string): Promise<void> => {
      ends.get(name)!();
      await pause(0);
    },
  };
};

/** Work that takes so long by a clock that nothing else moves. */
const createTimedWork = () => {
  let now = 0;
  vi.spyOn(performance, 'now').mockImplementation(() => now);
  return (milliseconds: number) => async (): Promise<void> => void (now += milliseconds);
};
afterEach(() => vi.restoreAllMocks());

const busy = { extensions: { code: 'RATE_LIMITED' } };

test('so many are under way at once, the others follow in the order in which they came', async () => {
  const { begun, work, end } = createWork();
  const limit = createConcurrencyLimit({ atOnce: 2, mostWaiting: 10, longestWait: second });
  const all = ['a', 'b', 'c', 'd'].map((name) => limit.run(work(name)));
  expect(begun).toEqual(['a', 'b']);
  await end('b');
  expect(begun).toEqual(['a', 'b', 'c']);
  await end('a');
  expect(begun).toEqual(['a', 'b', 'c', 'd']);
  for (const name of ['c', 'd']) await end(name);
  expect(await Promise.all(all)).toEqual(['a', 'b', 'c', 'd']);
});

test('who finds too many waiting is refused at once, and a failure gives its place to the next', async () => {
  const limit = createConcurrencyLimit({ atOnce: 1, mostWaiting: 3, longestWait: second });
  const outcomes = async (work: () => Promise<void>): Promise<unknown[]> =>
    (await Promise.allSettled(Array.from({ length: 10 }, () => limit.run(work)))).map((settled) => (settled.status === 'fulfilled' ? 'done' : (settled.reason as { extensions?: { code: string } }).extensions?.code ?? 'failed'));
  const times = (howMany: number, outcome: string): string[] => Array.from({ length: howMany }, () => outcome);
  expect(await outcomes(() => Promise.reject(new Error('no')))).toEqual([...times(4, 'failed'), ...times(6, 'RATE_LIMITED')]);
  expect(await outcomes(() => pause(1))).toEqual([...times(4, 'done'), ...times(6, 'RATE_LIMITED')]);
  expect(await limit.run(async () => 'served')).toBe('served');
});

test('who would have to wait too long is refused at once, by how long the work has taken of late', async () => {
  const limit = createConcurrencyLimit({ atOnce: 1, mostWaiting: 1000, longestWait: 50 });
  const taking = createTimedWork();
  await limit.run(taking(10));
  const settled = await Promise.allSettled(Array.from({ length: 100 }, () => limit.run(taking(10))));
  // One that goes on at once, and six that find at most five before them.
  expect(settled.filter(({ status }) => status === 'fulfilled')).toHaveLength(7);
});

test('those who are sent away are told to come back one after the other, as there may be room, and none later than in ten seconds', async () => {
  const limit = createConcurrencyLimit({ atOnce: 1, mostWaiting: 1, longestWait: second });
  const taking = createTimedWork();
  await limit.run(taking(20));
  const settled = await Promise.allSettled(Array.from({ length: 1002 }, () => limit.run(taking(20))));
  const told = settled.flatMap((each) => (each.status === 'rejected' ? [(each.reason as { extensions: { retryAfter: string } }).extensions.retryAfter] : []));
  const after = told.map((duration) => parseDuration(duration)! / second);
  expect(after).toHaveLength(1000);
  expect(after).toEqual(after.toSorted((a, b) => a - b));
  // Fifty a second can be served.
  expect(after.filter((seconds) => seconds === 1)).toHaveLength(50);
  expect(after.filter((seconds) => seconds === 5)).toHaveLength(50);
  expect(after.at(-1)).toBe(10);
});

test('who resumes is never refused, and takes turns with those who have just come: neither starves the other', async () => {
  const { begun, work, end } = createWork();
  const limit = createConcurrencyLimit({ atOnce: 1, mostWaiting: 3, longestWait: second });
  const all = [limit.run(work('first')), ...['a', 'b', 'c'].map((name) => limit.run(work(name))), ...['x', 'y', 'z', 'more'].map((name) => limit.resume(work(name)))];
  await expect(limit.run(work('refused'))).rejects.toMatchObject(busy);
  for (let index = 0; index < all.length; index += 1) await end(begun[index]!);
  expect(begun).toEqual(['first', 'a', 'x', 'b', 'y', 'c', 'z', 'more']);
  await Promise.all(all);
});
