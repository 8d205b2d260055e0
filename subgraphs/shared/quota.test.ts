import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestStore } from '../../test/support/store.ts';
import { countPlaces, createQuotaTables, freePlaces, quotaEntities, takePlace } from './quota.ts';
import { ok, refuse } from './result.ts';
import type { Store } from './store/open-store.ts';

let store: Store;
beforeAll(async () => {
  store = await openTestStore(quotaEntities as never[], createQuotaTables);
});
afterAll(() => store.close());

const take = (subject: string, holder: string, limit: number): Promise<{ ok: boolean }> =>
  store.transaction(async (transaction) => ((await takePlace(transaction, { scope: 'phone', subject, holder }, limit)) ? ok(null) : refuse({ code: 'PHONE_QUOTA_REACHED' })));

test('of fifty at once for three places three get one', async () => {
  const taken = await Promise.all(Array.from({ length: 50 }, (_, index) => take('busy', `holder-${index}`, 3)));
  expect(taken.filter(({ ok: isTaken }) => isTaken)).toHaveLength(3);
  expect(await countPlaces(store.read, { scope: 'phone', subject: 'busy' })).toBe(3);
});

test('who has a place keeps it and takes no second one', async () => {
  expect((await take('again', 'a', 1)).ok).toBe(true);
  expect((await take('again', 'a', 1)).ok).toBe(true);
  expect((await take('again', 'b', 1)).ok).toBe(false);
});

test('a place that is given back, however often, is free once', async () => {
  await take('freed', 'a', 2);
  await take('freed', 'b', 2);
  await Promise.all([1, 2, 3].map(() => store.transaction((transaction) => freePlaces(transaction, 'a'))));
  expect(await countPlaces(store.read, { scope: 'phone', subject: 'freed' })).toBe(1);
  expect((await take('freed', 'c', 2)).ok).toBe(true);
  expect((await take('freed', 'd', 2)).ok).toBe(false);
});

test('of a subject whose last place was given back nothing is left', async () => {
  await take('gone', 'x', 1);
  const before = await store.read.count(quotaEntities[0]!);
  await store.transaction((transaction) => freePlaces(transaction, 'x'));
  expect(await store.read.count(quotaEntities[0]!)).toBe(before - 1);
});

test('who sees no place taken yet, while somebody else takes the first one, takes the next one', async () => {
  const taken = await store.transaction((transaction) => {
    const late = Object.create(transaction) as typeof transaction;
    late.existsBy = async (entity, where) => {
      if (entity === quotaEntities[0]) await transaction.insert(quotaEntities[0], { ...where, taken: 1 });
      return transaction.existsBy(entity, where);
    };
    return takePlace(late, { scope: 'phone', subject: 'overtaken', holder: 'b' }, 2);
  });
  expect(taken).toBe(true);
  expect(await countPlaces(store.read, { scope: 'phone', subject: 'overtaken' })).toBe(2);
});

test('no places means none', async () => {
  expect((await take('closed', 'a', 0)).ok).toBe(false);
});
