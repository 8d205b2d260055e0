import { expect, test } from 'vitest';
import { day } from '../../shared/duration.ts';
import { expiresAt, mustChange } from './password-age.ts';

const password = { setAt: 1000, validDays: 180, isCompromised: false };

test('a password has to be changed from the instant on at which its days are over', () => {
  expect(expiresAt(password)).toBe(1000 + 180 * day);
  expect(mustChange(password, 1000 + 180 * day - 1)).toBe(false);
  expect(mustChange(password, 1000 + 180 * day)).toBe(true);
});

test('without an end it holds for ever, unless others know it', () => {
  const endless = { ...password, validDays: null };
  expect(expiresAt(endless)).toBeNull();
  expect(mustChange(endless, Number.MAX_SAFE_INTEGER)).toBe(false);
  expect(mustChange({ ...endless, isCompromised: true }, 1000)).toBe(true);
});
