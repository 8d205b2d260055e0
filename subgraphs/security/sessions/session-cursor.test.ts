import { expect, test } from 'vitest';
import { newId } from '../../shared/ids.ts';
import { readCursor, writeCursor } from './session-cursor.ts';

test('a cursor is read as it was written', () => {
  const cursor = { lastUsedAt: 1_772_352_000_000, id: newId('session') };
  expect(readCursor(writeCursor(cursor))).toEqual(cursor);
});

test.for(['', 'x', '!', Buffer.from('1:session_').toString('base64url'), Buffer.from("1:session_' OR 1=1").toString('base64url')])('%j is no cursor', (text) => {
  expect(readCursor(text)).toBeNull();
});
