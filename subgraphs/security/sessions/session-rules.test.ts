import { expect, test } from 'vitest';
import { hour, minute } from '../../shared/duration.ts';
import { idleEnd, isLive, isUseToBeWritten } from './session-rules.ts';

const session = { endedAt: null, lastUsedAt: 0, idleSeconds: 7200, idleExpiresAt: 2 * hour, expiresAt: 48 * hour };

test.for([
  ['one millisecond before the idle end', { ...session }, 2 * hour - 1, true],
  ['at the idle end', { ...session }, 2 * hour, false],
  ['at the maximum', { ...session, idleExpiresAt: 50 * hour }, 48 * hour, false],
  ['once ended', { ...session, endedAt: 1 }, 2, false],
] as const)('%s a session lives: see row', ([, row, now, isAlive]) => {
  expect(isLive(row, now)).toBe(isAlive);
});

test('use moves the idle end, but never past the maximum', () => {
  expect(idleEnd(session, hour)).toBe(3 * hour);
  expect(idleEnd(session, 47 * hour)).toBe(48 * hour);
});

test('use is written once a minute', () => {
  expect(isUseToBeWritten(session, minute - 1)).toBe(false);
  expect(isUseToBeWritten(session, minute)).toBe(true);
});
