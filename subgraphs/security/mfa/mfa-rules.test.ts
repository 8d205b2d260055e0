import { expect, test } from 'vitest';
import type { MfaBinding } from './mfa-binding.entity.ts';
import type { MfaDevice } from './mfa-device.entity.ts';
import { whyNameRefused, whyNotPending, whyNotReplaced } from './mfa-rules.ts';

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
const binding: MfaBinding = { id: 'binding_1', ...own, kind: 'VIRTUAL', name: 'MFA', secret: '', expiresAt: 1000, attempts: 0 };

test.for([
  ['its own session', binding, own, 999, null],
  ['its own session, at the end', binding, own, 1000, 'MFA_BINDING_NOT_FOUND'],
  ['another session', binding, { ...own, sessionId: 'session_2' }, 0, 'MFA_BINDING_NOT_FOUND'],
  ['another account', binding, { ...own, accountId: '100000000002' }, 0, 'MFA_BINDING_NOT_FOUND'],
  ['its own session, after five attempts', { ...binding, attempts: 5 }, own, 0, 'CHALLENGE_TRIES_USED_UP'],
] as const)('a binding is finished by %s', ([, row, viewer, now, code]) => {
  expect(whyNotPending(row, viewer, { bindingAttempts: 5 }, now)?.code ?? null).toBe(code);
});

const device: MfaDevice = { id: 'mfa_1', accountId: own.accountId, kind: 'VIRTUAL', name: 'MFA', secret: '', boundAt: 0, lastStep: 0, failures: 0 };

test.for([
  ['nothing is bound', undefined, null, null],
  ['the proof was by SMS', device, { steppedUpBy: 'SMS', steppedUpUntil: 2000 }, 'MFA_ALREADY_BOUND'],
  ['the proof was by the device', device, { steppedUpBy: 'MFA', steppedUpUntil: 2000 }, null],
  ['the proof by the device has ended', device, { steppedUpBy: 'MFA', steppedUpUntil: 1000 }, 'MFA_ALREADY_BOUND'],
  ['the device is disabled', { ...device, failures: 100 }, { steppedUpBy: 'SMS', steppedUpUntil: 2000 }, null],
] as const)('a device is replaced: %s', ([, bound, proof, code]) => {
  expect(whyNotReplaced(bound, proof, { consecutiveFailures: 100 }, 1000)?.code ?? null).toBe(code);
});
