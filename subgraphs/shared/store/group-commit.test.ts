import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { createGroupCommit } from './group-commit.ts';

test('nobody goes on before a sync that began after the own write, and many share one', async () => {
  let [written, onDisk, syncs] = [0, 0, 0];
  const synced = createGroupCommit(async () => {
    const then = written;
    await pause(5);
    [onDisk, syncs] = [then, syncs + 1];
  });
  const commit = async (index: number): Promise<void> => {
    await pause(index % 20);
    const mine = (written += 1);
    await synced();
    expect(onDisk).toBeGreaterThanOrEqual(mine);
  };
  await Promise.all(Array.from({ length: 200 }, (_, index) => commit(index)));
  expect(syncs).toBeLessThan(20);
});

test('after a sync that failed everybody is told, whatever a later one would say', async () => {
  const outcomes = [Promise.resolve(), Promise.reject(new Error('EIO')), Promise.resolve()];
  for (const outcome of outcomes) outcome.catch(() => undefined);
  const synced = createGroupCommit(() => outcomes.shift()!);
  await synced();
  await expect(synced()).rejects.toThrow('EIO');
  await expect(synced()).rejects.toThrow('EIO');
});
