import { expect, test } from 'vitest';
import type { MfaBinding } from './mfa-binding.entity.ts';
import type { MfaDevice } from './mfa-device.entity.ts';
import { whyNameRefused, whyNotPending, whyNotPendingIn, whyNotReplaced } from './mfa-rules.ts';

test.for([
  ['MFA', null],
  ['我的手机', null],
  ['x'.repeat(64), null],
  ['𠮷'.repeat(64), null],
  ['x'.repeat(65), 'NAME_INVALID'],
  ['', 'NAME_INVALID'],
  ['a\nb', 'NAME_INVALID'],
  ['a\u2028b', 'NAME_INVALID'],
  ['a\ud800', 'NAME_INVALID'],
] as const)('the name %j', ([name, code]) => {
  expect(whyNameRefused(name)?.code ?? null).toBe(code);
});

const own = { accountId: '100000000001', sessionId: 'session_1' };
const binding: MfaBinding = { id: 'binding_1', ...own, challengeId: null, kind: 'VIRTUAL', name: 'MFA', secret: '', serialNumber: null, expiresAt: 1000, attempts: 0 };

test.for([
  ['its own session', binding, own, 999, null],
  ['its own session, at the end', binding, own, 1000, 'MFA_BINDING_NOT_FOUND'],
  ['another session', binding, { ...own, sessionId: 'session_2' }, 0, 'MFA_BINDING_NOT_FOUND'],
  ['another account', binding, { ...own, accountId: '100000000002' }, 0, 'MFA_BINDING_NOT_FOUND'],
  ['its own session, after five attempts', { ...binding, attempts: 5 }, own, 0, 'CHALLENGE_TRIES_USED_UP'],
] as const)('a binding is finished by %s', ([, row, viewer, now, code]) => {
  expect(whyNotPending(row, viewer, { bindingAttempts: 5 }, now)?.code ?? null).toBe(code);
});

const device: MfaDevice = { id: 'mfa_1', accountId: own.accountId, kind: 'VIRTUAL', name: 'MFA', secret: '', boundAt: 0, lastStep: 0, failures: 0, serialNumber: null };
const disabled: MfaDevice = { ...device, failures: 100 };

test.for([
  ['in its own challenge', 'challenge_1', 999, null],
  ['in its own challenge, at the end', 'challenge_1', 1000, 'MFA_BINDING_NOT_FOUND'],
  ['in another challenge', 'challenge_2', 0, 'MFA_BINDING_NOT_FOUND'],
] as const)('a binding inside a check is finished %s', ([, challengeId, now, code]) => {
  const inCheck = { ...binding, sessionId: null, challengeId: 'challenge_1' };
  expect(whyNotPendingIn(inCheck, challengeId, now)?.code ?? null).toBe(code);
  expect(whyNotPending(inCheck, own, { bindingAttempts: 5 }, 0)?.code).toBe('MFA_BINDING_NOT_FOUND');
  expect(whyNotPendingIn(binding, challengeId, 0)?.code).toBe('MFA_BINDING_NOT_FOUND');
});

test.for([
  ['nothing is bound', [], null, null],
  ['the proof was by SMS', [device], { steppedUpBy: 'SMS', steppedUpUntil: 2000 }, 'MFA_ALREADY_BOUND'],
  ['the proof was by the device', [device], { steppedUpBy: 'MFA', steppedUpUntil: 2000 }, null],
  ['the proof was by a recovery code', [device], { steppedUpBy: 'RECOVERY_CODE', steppedUpUntil: 2000 }, null],
  ['the proof by the device has ended', [device], { steppedUpBy: 'MFA', steppedUpUntil: 1000 }, 'MFA_ALREADY_BOUND'],
  ['the device is disabled', [disabled], { steppedUpBy: 'SMS', steppedUpUntil: 2000 }, null],
  ['one of two devices is disabled', [disabled, device], { steppedUpBy: 'SMS', steppedUpUntil: 2000 }, 'MFA_ALREADY_BOUND'],
] as const)('a device is bound where others are: %s', ([, devices, proof, code]) => {
  expect(whyNotReplaced([...devices], ['MFA', 'SMS'], proof, { consecutiveFailures: 100 }, 1000)?.code ?? null).toBe(code);
});

test('a passkey asks for a proof as a device does', () => {
  expect(whyNotReplaced([], ['PASSKEY', 'SMS'], { steppedUpBy: 'SMS', steppedUpUntil: 2000 }, { consecutiveFailures: 100 }, 1000)?.code).toBe('MFA_ALREADY_BOUND');
  expect(whyNotReplaced([], ['PASSKEY', 'SMS'], { steppedUpBy: 'PASSKEY', steppedUpUntil: 2000 }, { consecutiveFailures: 100 }, 1000)).toBeNull();
});
