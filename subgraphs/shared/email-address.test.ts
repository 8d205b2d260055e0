import { expect, test } from 'vitest';
import { normaliseEmail } from './email-address.ts';

test.for([
  ['li@example.com', 'li@example.com'],
  ['  Li@EXAMPLE.com ', 'li@example.com'],
  ['ｌｉ＠ｅｘａｍｐｌｅ．ｃｏｍ', 'li@example.com'],
  ['li+cloud@example.com', 'li+cloud@example.com'],
  ['li@例子.测试', 'li@xn--fsqu00a.xn--0zwm56d'],
  ['li@XN--FSQU00A.xn--0zwm56d', 'li@xn--fsqu00a.xn--0zwm56d'],
  ['o\u2019li@example.com', null],
  [`${'a'.repeat(64)}@example.com`, `${'a'.repeat(64)}@example.com`],
  [`${'a'.repeat(65)}@example.com`, null],
  [`a@${'b'.repeat(63)}.${'c'.repeat(63)}.${'d'.repeat(63)}.${'e'.repeat(61)}`, null],
  ['li', null],
  ['@example.com', null],
  ['li@', null],
  ['li@example', null],
  ['li@@example.com', null],
  ['.li@example.com', null],
  ['li..li@example.com', null],
  ['li@-example.com', null],
  ['li@exa_mple.com', null],
  ['li@example.com.', null],
  ['li@127.0.0.1', null],
  ['li@[127.0.0.1]', null],
  ['li@example.com/x', null],
  ['li@a%41.com', null],
  ['li@example.com\r\nBcc: other@example.com', null],
  ['"li li"@example.com', null],
  ['li<li@example.com>', null],
  ['li\0@example.com', null],
  ['l\ud800i@example.com', null],
] as const)('%s becomes %s', ([given, address]) => {
  expect(normaliseEmail(given)).toBe(address);
});

test('letters that only look alike stay different', () => {
  expect(normaliseEmail('li@exаmple.com')).not.toBe(normaliseEmail('li@example.com'));
});

test('a very long one is refused at once', () => {
  const begun = performance.now();
  expect(normaliseEmail(`${'a.'.repeat(50_000)}@example.com`)).toBeNull();
  expect(performance.now() - begun).toBeLessThan(50);
});
