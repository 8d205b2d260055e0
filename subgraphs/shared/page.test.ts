import { expect, test } from 'vitest';
import { newId } from './ids.ts';
import { readCursor, readPage, writeCursor, type Place } from './page.ts';

test('a cursor is read as it was written', () => {
  const place = { at: 1_772_352_000_000, id: newId('session') };
  expect(readCursor(writeCursor(place), 'session')).toEqual(place);
});

test.for(['', 'x', '!', Buffer.from('1:session_').toString('base64url'), Buffer.from("1:session_' OR 1=1").toString('base64url'), writeCursor({ at: 1, id: newId('notice') })])(
  '%j is no cursor of sessions',
  (text) => {
    expect(readCursor(text, 'session')).toBeNull();
  },
);

test('pages follow each other, also when rows are of the same instant, and when one is added meanwhile', async () => {
  const rows: Place[] = [3, 2, 2, 1].map((at, index) => ({ at, id: `row_${String(9 - index).repeat(22)}` }));
  const paging = {
    longest: 2,
    idPrefix: 'row',
    find: async (take: number, after: Place | null) => rows.filter(({ at, id }) => !after || at < after.at || (at === after.at && id < after.id)).slice(0, take),
    placeOf: (row: Place) => row,
  };
  const first = await readPage({ first: 2 }, paging);
  expect(first).toEqual({ nodes: rows.slice(0, 2), pageInfo: { hasNextPage: true, endCursor: expect.any(String) } });
  rows.unshift({ at: 4, id: newId('row') });
  expect(await readPage({ first: 2, after: first.pageInfo.endCursor }, paging)).toEqual({ nodes: rows.slice(3), pageInfo: { hasNextPage: false, endCursor: expect.any(String) } });
  await expect(readPage({ first: 3 }, paging)).rejects.toThrow('first is 1 to 2.');
  await expect(readPage({ first: 1, after: 'x' }, paging)).rejects.toThrow('endCursor');
});
