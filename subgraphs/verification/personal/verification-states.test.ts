import { expect, test } from 'vitest';
import { failureOf } from './record-outcome.ts';
import { transitions } from './verification-states.ts';

test('a verification that ended stays as it ended', () => {
  expect(transitions.VERIFIED).toEqual({});
  expect(transitions.FAILED).toEqual({});
});

test('only the camera leads to VERIFIED', () => {
  const ways = Object.entries(transitions).flatMap(([state, next]) => Object.entries(next).flatMap(([event, to]) => (to === 'VERIFIED' ? [`${state} ${event}`] : [])));
  expect(ways).toEqual(['WAITING_FOR_FACE pass']);
});

test('whatever the camera says but PASS ends a running verification as FAILED', () => {
  for (const { event } of Object.values(failureOf)) expect(transitions.WAITING_FOR_FACE[event]).toBe('FAILED');
});
