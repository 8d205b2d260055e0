import { expect, test } from 'vitest';
import type { Challenge } from './challenge.entity.ts';
import { whyMethodRefused, whyNotOpen } from './challenge-rules.ts';

const policy = { lifetime: 600_000, attempts: 5 };
const signIn: Challenge = {
  id: 'challenge_1', accountId: '100000000001', purpose: 'SIGN_IN', sessionId: null, operation: null, productOperation: null, methods: ['MFA', 'SMS'], bindsMfaAfter: [],
  reason: 'PROTECTION', mayTrustDevice: false, signInMethod: null, duty: null, attemptHash: null, device: null, language: 'en', expiresAt: 1000, attempts: 0, failureToldAt: null, answeredAt: null, usedAt: null,
};
const stepUp: Challenge = { ...signIn, purpose: 'STEP_UP', sessionId: 'session_1', operation: 'BIND_MFA' };
const ownerCheck: Challenge = { ...signIn, purpose: 'PASSWORD_RESET' };
const own = { accountId: '100000000001', sessionId: 'session_1' };
const other = { accountId: '100000000001', sessionId: 'session_2' };

test.for([
  ['a sign-in, by anybody who has its id', signIn, null, 0, null],
  ['an owner check, by anybody who has its id', ownerCheck, null, 0, null],
  ['a step-up, by its own session', stepUp, own, 0, null],
  ['a step-up, by another session of the account', stepUp, other, 0, 'CHALLENGE_NOT_FOUND'],
  ['a step-up, by nobody', stepUp, null, 0, 'CHALLENGE_NOT_FOUND'],
  ['none', null, own, 0, 'CHALLENGE_NOT_FOUND'],
  ['one that was answered', { ...signIn, answeredAt: 1 }, null, 0, 'CHALLENGE_NOT_FOUND'],
  ['one a moment before its end', signIn, null, 999, null],
  ['one at its end', signIn, null, 1000, 'CHALLENGE_NOT_FOUND'],
  ['one with four answers', { ...signIn, attempts: 4 }, null, 0, null],
  ['one with five answers', { ...signIn, attempts: 5 }, null, 0, 'CHALLENGE_TRIES_USED_UP'],
  ['one with five answers, by another session', { ...stepUp, attempts: 5 }, other, 0, 'CHALLENGE_NOT_FOUND'],
] as const)('%s', ([, challenge, viewer, now, code]) => {
  expect(whyNotOpen(challenge, viewer, policy, now)?.code ?? null).toBe(code);
});

test('a challenge takes its own methods only', () => {
  expect(whyMethodRefused(signIn, 'SMS')).toBeNull();
  expect(whyMethodRefused(signIn, 'EMAIL')?.code).toBe('CHECK_METHOD_NOT_OFFERED');
});
