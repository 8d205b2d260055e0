import { expect, test } from 'vitest';
import { dateInChina, fullYears } from './age.ts';

test('the day in China begins at 16:00 UTC', () => {
  expect(dateInChina(Date.parse('2026-02-28T15:59:59.999Z'))).toBe('2026-02-28');
  expect(dateInChina(Date.parse('2026-02-28T16:00:00.000Z'))).toBe('2026-03-01');
});

test.for([
  ['2008-03-02', 17],
  ['2008-03-01', 18],
  ['2008-02-29', 18],
  ['1926-12-31', 99],
  ['2026-03-01', 0],
] as const)('TX-VER-018 on 2026-03-01 who was born on %s is %i', ([bornOn, age]) => {
  expect(fullYears(bornOn, '2026-03-01')).toBe(age);
});

test('TX-VER-018 who was born on a leap day comes of age on the day after the 28th', () => {
  expect(fullYears('2008-02-29', '2026-02-28')).toBe(17);
  expect(fullYears('2008-02-29', '2026-03-01')).toBe(18);
});
