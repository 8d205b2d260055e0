import { expect, test } from 'vitest';
import { maskEmail, maskPhone } from './mask.ts';

test('a masked phone keeps its country code, its beginning and its end', () => {
  expect(maskPhone('+8613812340000')).toBe('+86 138****0000');
  expect(maskPhone('+85261234567')).toBe('+852 61****67');
});

test('a masked e-mail address keeps its first character and its domain', () => {
  expect(maskEmail('li.lei@example.com')).toBe('l***@example.com');
  expect(maskEmail('李@example.com')).toBe('李***@example.com');
});
