import { expect, test } from 'vitest';
import type { CheckMethod, SensitiveOperation } from '../../shared/schema.generated.ts';
import { acceptedMethods, alwaysSensitive, isProven, methodsOfChallenge } from './step-up-rules.ts';

const policy = {
  stepUp: { methods: ['MFA', 'SMS', 'EMAIL'] as CheckMethod[], validity: 1, always: ['BIND_MFA'] as SensitiveOperation[], whenProtected: ['CHANGE_PASSWORD'] as SensitiveOperation[], byDevice: ['GENERATE_RECOVERY_CODES'] as SensitiveOperation[] },
};

test('what always asks accepts every method, those of operation protection first', () => {
  expect(acceptedMethods('BIND_MFA', [], policy)).toEqual(['PASSKEY', 'MFA', 'RECOVERY_CODE', 'SMS', 'EMAIL']);
  expect(acceptedMethods('BIND_MFA', ['SMS'], policy)).toEqual(['SMS', 'PASSKEY', 'MFA', 'RECOVERY_CODE', 'EMAIL']);
});

test('what asks under operation protection accepts its methods only, and nothing while it is off', () => {
  expect(acceptedMethods('CHANGE_PASSWORD', [], policy)).toEqual([]);
  expect(acceptedMethods('CHANGE_PASSWORD', ['SMS'], policy)).toEqual(['SMS']);
});

test('what asks for the device takes it, and what proves as much, and no code that is sent', () => {
  expect(acceptedMethods('GENERATE_RECOVERY_CODES', ['SMS'], policy)).toEqual(['PASSKEY', 'MFA', 'RECOVERY_CODE']);
});

test('what a policy asks for under operation protection alone does not always ask, though the policy it extends says so', () => {
  const narrowed = { stepUp: { ...policy.stepUp, whenProtected: ['BIND_MFA'] as SensitiveOperation[] } };
  expect(acceptedMethods('BIND_MFA', [], narrowed)).toEqual([]);
  expect(acceptedMethods('BIND_MFA', ['SMS'], narrowed)).toEqual(['SMS']);
  expect([alwaysSensitive(policy), alwaysSensitive(narrowed)]).toEqual([['BIND_MFA'], []]);
});

test('what is not sensitive accepts, and asks for, nothing', () => {
  expect(acceptedMethods('UNBIND_MFA', ['SMS'], policy)).toEqual([]);
});

test('a challenge offers what is set up', () => {
  expect(methodsOfChallenge(['SMS', 'MFA', 'EMAIL'], policy, ['SMS', 'EMAIL'])).toEqual(['SMS', 'EMAIL']);
  expect(methodsOfChallenge(['MFA'], policy, ['SMS', 'EMAIL'])).toEqual([]);
  expect(methodsOfChallenge([], policy, ['EMAIL'])).toEqual(['EMAIL']);
});

test.for([
  ['before its end', { steppedUpUntil: 1001, steppedUpBy: 'SMS' }, true],
  ['at its end', { steppedUpUntil: 1000, steppedUpBy: 'SMS' }, false],
  ['by a method that is not accepted', { steppedUpUntil: 1001, steppedUpBy: 'EMAIL' }, false],
  ['never given', { steppedUpUntil: null, steppedUpBy: null }, false],
] as const)('a proof %s', ([, session, holds]) => {
  expect(isProven(session, ['MFA', 'SMS'], 1000)).toBe(holds);
});
