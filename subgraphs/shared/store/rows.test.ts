import { EntitySchema, In } from 'typeorm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestStore } from '../../../test/support/store.ts';
import { count, flag, id, instant, json, longText, nullable, text } from './columns.ts';
import { createTable } from './create-table.ts';
import { isDuplicate, type Store } from './open-store.ts';
import { readRow, readRows } from './read-rows.ts';
import { insertRow, writeRows } from './write-rows.ts';

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

test('a row is inserted as insert does, of every type of column; a taken key is a duplicate, and undoes nothing else', async () => {
  const others = things.map((row, index) => ({ ...row, id: 'cd'[index]!, note: "' OR '1' = '1" }));
  const fault = await store.transaction(async (transaction) => {
    for (const row of others) await insertRow(transaction, thing, row);
    return insertRow(transaction, thing, others[0]!).catch((error: unknown) => error);
  });
  expect(isDuplicate(fault)).toBe(true);
  expect(await store.read.find(thing, { where: { id: In(['c', 'd']) }, order: { id: 'ASC' } })).toEqual(others);
});

test('a statement tells how many rows it has changed, also when they were so before', async () => {
  const change = (statement: string, ...values: unknown[]) => store.transaction((transaction) => writeRows(transaction, statement, values));
  expect(await change('UPDATE thing SET isOn = ? WHERE id IN (?, ?)', true, 'a', 'b')).toBe(2);
  expect(await change('UPDATE thing SET isOn = ? WHERE id IN (?, ?)', true, 'a', 'b')).toBe(2);
  expect(await change('DELETE FROM thing WHERE id = ?', 'nobody')).toBe(0);
});
