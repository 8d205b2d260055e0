import { expect, test } from 'vitest';
import { maskPhone, normalisePhone } from './phone-number.ts';

test.for([
  ['+8613800000000', '+8613800000000'],
  ['13800000000', '+8613800000000'],
  ['008613800000000', '+8613800000000'],
  ['+86 138-0000-0000', '+8613800000000'],
  ['＋８６　１３８００００００００', '+8613800000000'],
  ['１３８ ００００ ００００', '+8613800000000'],
  ['+85261234567', '+85261234567'],
  ['+12015550123', '+12015550123'],
  ['+861012345678', null],
  ['010 1234 5678', null],
  ['+86138000000001', null],
  ['1380000000', null],
  ['+8613800000000 ext 5', null],
  ['call +8613800000000', null],
  ['', null],
  ['+', null],
  ['9'.repeat(100_000), null],
] as const)('%s becomes %s', ([given, phone]) => {
  expect(normalisePhone(given, 'CN')).toBe(phone);
});

test.for([
  ['+8613812345678', '+86 138****5678'],
  ['+6581234567', '+65 8****67'],
] as const)('%s is shown as %s', ([phone, mask]) => {
  expect(maskPhone(phone)).toBe(mask);
});
