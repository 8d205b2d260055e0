import { expect, test } from 'vitest';
import { isAtLeast } from './client-version.ts';

test.for([
  ['13.12', true],
  ['13.12.0', true],
  ['13.12.1', true],
  ['13.13', true],
  ['14', true],
  ['100.0', true],
  ['13.11', false],
  ['13.11.99', false],
  ['13.9', false],
  ['13', false],
  ['13.2', false],
  ['9.99', false],
  ['', false],
  ['v13.12', false],
  ['13.12-beta', false],
  ['13..12', false],
  ['1e9', false],
  ['９９.0', false],
] as const)('version %s is 13.12 or newer: %s', ([version, isNew]) => {
  expect(isAtLeast(version, '13.12')).toBe(isNew);
});
