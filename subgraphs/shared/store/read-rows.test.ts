import { EntitySchema } from 'typeorm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestStore } from '../../../test/support/store.ts';
import { count, flag, id, instant, json, longText, nullable, text } from './columns.ts';
import { createTable } from './create-table.ts';
import type { Store } from './open-store.ts';
import { readRow, readRows } from './read-rows.ts';

interface Thing {
  id: string;
  name: string | null;
  note: string | null;
  list: string[];
  at: number;
  until: number | null;
  size: number;
  isOn: boolean;
}

const columns = { id: id(), name: text(20, nullable), note: longText(nullable), list: json(), at: instant(), until: instant(nullable), size: count(), isOn: flag() };
const thing = new EntitySchema<Thing>({ name: 'thing', columns });
const things: Thing[] = [
  { id: 'a', name: '虎', note: 'x'.repeat(300), list: ['b', 'a'], at: 1_900_000_000_000, until: 2 ** 50, size: 3, isOn: true },
  { id: 'b', name: null, note: null, list: [], at: 0, until: null, size: 0, isOn: false },
];

let store: Store;
beforeAll(async () => {
  store = await openTestStore([thing as never], (runner) => createTable(runner, 'thing', columns));
  await store.transaction((transaction) => transaction.insert(thing, things));
});
afterAll(() => store.close());

test('rows are read as find gives them, of every type of column', async () => {
  expect(await readRows(store.read, thing, 'size >= ? ORDER BY id', [0])).toEqual(things);
  expect(await store.read.find(thing, { order: { id: 'ASC' } })).toEqual(things);
});

test('what stands in a value is no part of the statement', async () => {
  expect(await readRow(store.read, thing, 'id = ?', ["a' OR '1' = '1"])).toBeNull();
  expect(await readRow(store.read, thing, 'id = ? AND name IS NULL', ['b'])).toEqual(things[1]);
});

test('in a transaction they are read as the transaction sees them', async () => {
  const size = await store.transaction(async (transaction) => {
    await transaction.update(thing, { id: 'b' }, { size: 7 });
    return (await readRow(transaction, thing, 'id = ?', ['b']))?.size;
  });
  expect(size).toBe(7);
});
