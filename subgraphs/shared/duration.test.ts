import { expect, test } from 'vitest';
import { day, formatDuration, hour, minute, parseDuration, second } from './duration.ts';

test.for([
  ['PT30M', 30 * minute],
  ['P15D', 15 * day],
  ['P1DT2H3M4S', day + 2 * hour + 3 * minute + 4 * second],
  ['P2W', 14 * day],
] as const)('%s is read', ([written, length]) => {
  expect(parseDuration(written)).toBe(length);
});

test.for(['', 'P', 'PT', '30M', 'P1M', 'P1Y', 'PT1.5H', '-PT1M', 'pt1m'])('"%s" is no duration of a fixed length', (written) => {
  expect(parseDuration(written)).toBeNull();
});

test.for(['PT0S', 'PT1S', 'PT30M', 'PT2H', 'P2D', 'P1DT1S'])('%s is written as it is read', (written) => {
  expect(formatDuration(parseDuration(written)!)).toBe(written);
});

test('a part of a second counts as a whole one', () => {
  expect(formatDuration(1)).toBe('PT1S');
});
