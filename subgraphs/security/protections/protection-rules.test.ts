import { expect, test } from 'vitest';
import { whyRefused } from './protection-rules.ts';

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
