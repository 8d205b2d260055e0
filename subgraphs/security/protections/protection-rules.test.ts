import { expect, test } from 'vitest';
import { methodsAtSignIn, whyRefused } from './protection-rules.ts';

const policy = { methods: ['MFA' as const, 'SMS' as const], mostMethods: 1 };

test.for([
  [[], null],
  [['SMS'], null],
  [['MFA'], 'PROTECTION_METHOD_NOT_BOUND'],
  [['EMAIL'], 'PROTECTION_METHOD_NOT_OFFERED'],
  [['MFA', 'SMS'], 'PROTECTION_TOO_MANY_METHODS'],
] as const)('of %j refused: %s', ([chosen, code]) => {
  expect(whyRefused([...chosen], policy, ['SMS', 'EMAIL'], 'security.loginProtection')?.code ?? null).toBe(code);
});

test('at sign-in is asked what was chosen, is offered and set up', () => {
  expect(methodsAtSignIn([], policy, ['SMS'])).toEqual([]);
  expect(methodsAtSignIn(['SMS', 'MFA'], policy, ['MFA', 'SMS'])).toEqual(['SMS', 'MFA']);
  expect(methodsAtSignIn(['EMAIL', 'SMS'], policy, ['MFA', 'EMAIL', 'SMS'])).toEqual(['SMS']);
});

test('what was proved just now is enough where it is asked for (TX-SEC-032), and nothing else is', () => {
  expect(methodsAtSignIn(['SMS', 'MFA'], policy, ['MFA', 'SMS'], ['SMS'])).toEqual([]);
  expect(methodsAtSignIn(['MFA'], policy, ['MFA', 'SMS'], ['SMS'])).toEqual(['MFA']);
  expect(methodsAtSignIn(['MFA'], policy, ['MFA', 'SMS'], ['PASSKEY'])).toEqual([]);
  expect(methodsAtSignIn(['EMAIL', 'SMS'], policy, ['SMS'], ['EMAIL'])).toEqual(['SMS']);
});
