import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { createVault } from '../../shared/vault.ts';
import { day } from '../../shared/duration.ts';
import { afterUse, beyond, markOfDevice, usualOf } from './habit-rules.ts';

const policy = { byDefault: false, methods: [], usualAfter: { signIns: 3, over: 7 * day }, keepFor: 90 * day, most: 2 };
const use = (at: number[], isFirst = false) => at.reduce<ReturnType<typeof afterUse> | undefined>((before, day_) => afterUse(before, 'city', isFirst && !before, day_ * day, policy), undefined)!;

test.for([
  ['the first of the account', [0], true, 0],
  ['another one', [0], false, null],
  ['three times in an hour', [0, 0.01, 0.02], false, null],
  ['twice over a week', [0, 7], false, null],
  ['three times over a week', [0, 3, 7], false, 7],
  ['three times, after which it stays so', [0, 3, 7, 8], false, 7],
  ['three times with a long absence', [0, 3, 100], false, null],
] as const)('%s: usual since day %j', ([, days, isFirst, since]) => {
  expect(use([...days], isFirst).usualSince).toBe(since === null ? null : since * day);
});

test('usual are those in use of late, and after a long absence the last one', () => {
  const [home, away, once] = [{ lastAt: 10 * day, usualSince: 0 }, { lastAt: 60 * day, usualSince: 0 }, { lastAt: 61 * day, usualSince: null }];
  expect(usualOf([home, away, once], 90 * day, policy)).toEqual([away, home]);
  expect(usualOf([home, away, once], 100 * day, policy)).toEqual([away]);
  expect(usualOf([home, away, once], 400 * day, policy)).toEqual([away]);
});

test('a usual city is not pushed out by others, however many there are', () => {
  const [home, ...others] = [{ lastAt: 1, usualSince: 1 }, { lastAt: 2, usualSince: null }, { lastAt: 3, usualSince: null }];
  expect(beyond([home, ...others], 2)).toEqual([others[0]]);
});

test('a program is the same one after an update, and another program is another', () => {
  const vault = createVault(`k1:${randomBytes(32).toString('base64')}`);
  const mark = (device: string, accountId = '100000000001'): string => markOfDevice(vault, accountId, device);
  expect(mark('Firefox/140.0.1 (Linux)')).toBe(mark('Firefox/141.0 (Linux)'));
  expect(mark('Firefox/140.0 (Linux)')).not.toBe(mark('Firefox/140.0 (Windows)'));
  expect(mark('Firefox/140.0 (Linux)')).not.toBe(mark('Firefox/140.0 (Linux)', '100000000002'));
});
