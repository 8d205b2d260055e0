import { EntitySchema } from 'typeorm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestStore } from '../../../test/support/store.ts';
import { ok, refuse } from '../result.ts';
import { count, id } from './columns.ts';
import { createTable } from './create-table.ts';
import { isDuplicate, type Store } from './open-store.ts';

interface Thing {
  id: string;
  size: number;
}
const columns = { id: id(), size: count() };
const thingEntity = new EntitySchema<Thing>({ name: 'thing', columns });

let store: Store;
beforeAll(async () => {
  store = await openTestStore([thingEntity as never], (runner) => createTable(runner, 'thing', columns));
});
afterAll(() => store.close());

test('a refusal rolls back, as a throw does', async () => {
  const refused = await store.transaction(async (transaction) => {
    await transaction.insert(thingEntity, { id: 'refused', size: 1 });
    return refuse({ code: 'NAME_INVALID' });
  });
  expect(refused).toEqual(refuse({ code: 'NAME_INVALID' }));
  await expect(
    store.transaction(async (transaction) => {
      await transaction.insert(thingEntity, { id: 'thrown', size: 1 });
      throw new Error('no');
    }),
  ).rejects.toThrow('no');
  expect(await store.read.countBy(thingEntity, {})).toBe(0);
});

test('transactions at the same time neither see nor undo each other', async () => {
  const work = Array.from({ length: 40 }, (_, index) =>
    store.transaction(async (transaction) => {
      await transaction.insert(thingEntity, { id: `at-once-${index}`, size: index });
      return index % 2 ? refuse({ code: 'NAME_INVALID' }) : ok(index);
    }),
  );
  await Promise.all(work);
  expect((await store.read.find(thingEntity)).length).toBe(20);
});

test('a key that is taken can be told from any other fault', async () => {
  await store.transaction((transaction) => transaction.insert(thingEntity, { id: 'taken', size: 1 }));
  const fault = await store.transaction((transaction) => transaction.insert(thingEntity, { id: 'taken', size: 2 })).catch((error: unknown) => error);
  expect(isDuplicate(fault)).toBe(true);
  expect(isDuplicate(new Error('else'))).toBe(false);
});

test('tables that are not those of the entities are refused, with the first difference', async () => {
  const opening = openTestStore([thingEntity as never], (runner) => createTable(runner, 'thing', { id: id() }));
  await expect(opening).rejects.toThrow(/made by another version.*size/s);
});
