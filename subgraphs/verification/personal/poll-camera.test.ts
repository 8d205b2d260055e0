import { expect, test } from 'vitest';
import { nextLookAt } from './poll-camera.ts';

const running = { id: 'verification_1', startedAt: 1000, faceExpiresAt: 26_000 };

test.for([
  [1000, 11_000],
  [10_999, 11_000],
  [11_000, 21_000],
  [11_700, 21_000],
  [21_000, 26_000],
  [26_500, 26_500],
] as const)('at %i the next look is at %i', ([now, next]) => {
  expect(nextLookAt(running, now, 10_000)).toBe(next);
});
