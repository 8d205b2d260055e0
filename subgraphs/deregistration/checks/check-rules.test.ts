import { expect, test } from 'vitest';
import type { DeregistrationCheckKind, DeregistrationCheckState } from '../schema.generated.ts';
import type { GivableKind } from './check-policy.ts';
import { progressOf, whyNotGivenUp } from './check-rules.ts';

const policy = { mayGiveUp: ['BALANCE', 'COUPONS'] as GivableKind[] };
const checks = (blocked: DeregistrationCheckKind[], passed: DeregistrationCheckKind[] = []) => [
  ...blocked.map((kind) => ({ kind, state: 'BLOCKED' as const })),
  ...passed.map((kind) => ({ kind, state: 'PASSED' as const })),
];

test.for([
  { title: 'the only blocker', blocked: ['COUPONS'], kind: 'COUPONS', expected: null },
  { title: 'one of two that may be given up', blocked: ['COUPONS', 'BALANCE'], kind: 'COUPONS', expected: null },
  { title: 'what was not found', blocked: ['BALANCE'], kind: 'COUPONS', expected: 'BLOCKER_NOT_FOUND' },
  { title: 'what may not be given up', blocked: ['ORDERS'], kind: 'ORDERS', expected: 'BLOCKER_MAY_NOT_BE_GIVEN_UP' },
  { title: 'what this policy does not let go', blocked: ['RESOURCES'], kind: 'RESOURCES', expected: 'BLOCKER_MAY_NOT_BE_GIVEN_UP' },
  { title: 'while something else has to be settled', blocked: ['ORDERS', 'COUPONS'], kind: 'COUPONS', expected: 'BLOCKERS_REMAIN' },
] satisfies { title: string; blocked: DeregistrationCheckKind[]; kind: DeregistrationCheckKind; expected: string | null }[])(
  'giving up $title: $expected',
  ({ blocked, kind, expected }) => expect(whyNotGivenUp(checks(blocked, ['SUB_USERS']), kind, policy)?.code ?? null).toBe(expected),
);

test('progress counts the checks that were made, in whole percent', () => {
  const run = (...states: DeregistrationCheckState[]) => progressOf(states.map((state) => ({ kind: 'ORDERS' as const, state })));
  expect(run('PENDING', 'PENDING')).toBe(0);
  expect(run('PASSED', 'BLOCKED', 'PENDING')).toBe(66);
  expect(run('PASSED', 'BLOCKED')).toBe(100);
  expect(run()).toBe(100);
});
