import { expect, test } from 'vitest';
import type { CheckMethod } from '../../shared/schema.generated.ts';
import { operationProtectionInForce } from './operation-protection-in-force.ts';

const of = (...operationProtection: CheckMethod[]) => ({ operationProtection });
const bound: CheckMethod[] = ['SMS', 'EMAIL'];

test.for([
  ['at once, for every session', of('EMAIL'), 'AT_ONCE', ['SMS']],
  ['from the next sign-in, in a running session', of('EMAIL'), 'NEXT_SIGN_IN', ['EMAIL']],
  ['from the next sign-in, in one that was opened without', of(), 'NEXT_SIGN_IN', []],
  ['from the next sign-in, where nothing of the former choice can be answered any more', of('MFA'), 'NEXT_SIGN_IN', ['SMS']],
  ['without a session', null, 'NEXT_SIGN_IN', ['SMS']],
] as const)('%s', ([, session, takesEffect, expected]) => {
  expect(operationProtectionInForce(session, of('SMS'), { takesEffect }, bound)).toEqual(expected);
});
