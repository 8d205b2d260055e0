import { EntitySchema } from 'typeorm';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestStore } from '../../../test/support/store.ts';
import { count, flag, id, instant, json, longText, nullable, text } from './columns.ts';
import { createTable } from './create-table.ts';
import { isDuplicate, type Store } from './open-store.ts';
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
  { id: 'a', name: "虎' OR '1' = '1", note: 'x'.repeat(300), list: ['b', 'a'], at: 1_900_000_000_000, until: 2 ** 50, size: 3, isOn: true },
  { id: 'b', name: null, note: null, list: [], at: 0, until: null, size: 0, isOn: false },
];

let store: Store;
beforeAll(async () => {
  store = await openTestStore([thing as never], (runner) => createTable(runner, 'thing', columns));
});
afterAll(() => store.close());

test('a row is inserted as insert does, of every type of column; a taken key is a duplicate, and undoes nothing else', async () => {
  const fault = await store.transaction(async (transaction) => {
    for (const row of things) await insertRow(transaction, thing, row);
    return insertRow(transaction, thing, things[0]!).catch((error: unknown) => error);
  });
  expect(isDuplicate(fault)).toBe(true);
  expect(await store.read.find(thing, { order: { id: 'ASC' } })).toEqual(things);
});

test('a statement tells how many rows it has changed, also when they were so before', async () => {
  const change = (statement: string, ...values: unknown[]) => store.transaction((transaction) => writeRows(transaction, statement, values));
  expect(await change('UPDATE thing SET isOn = ? WHERE id IN (?, ?)', true, 'a', 'b')).toBe(2);
  expect(await change('UPDATE thing SET isOn = ? WHERE id IN (?, ?)', true, 'a', 'b')).toBe(2);
  expect(await change('DELETE FROM thing WHERE id = ?', 'c')).toBe(0);
});
