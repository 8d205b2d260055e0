import { expect, test } from 'vitest';
import type { LoginProtectionPolicy } from '../protections/protection-policy.ts';
import { mayTrustAfter, mayTrustDevices } from './trust-rules.ts';

const policy: LoginProtectionPolicy = { methods: ['SMS'], mostMethods: 1, byDefault: [], trust: { isOffered: true, lifetime: null, most: 10 } };
const [withDefault, notOffered]: LoginProtectionPolicy[] = [{ ...policy, byDefault: ['SMS'] }, { ...policy, trust: { ...policy.trust, isOffered: false } }];
const [permitted, forbidden, nothing] = [
  { loginProtection: ['SMS' as const], mayTrustDevices: true },
  { loginProtection: ['SMS' as const], mayTrustDevices: false },
  { loginProtection: [], mayTrustDevices: false },
];

test.for([
  ['the holder permits it', permitted, policy, true],
  ['the holder does not', forbidden, policy, false],
  ['nothing was chosen, and nothing is asked', nothing, policy, false],
  ['nothing was chosen, and the policy asks', nothing, withDefault, true],
  ['the holder does not, where the policy asks by default', forbidden, withDefault, false],
  ['the policy does not offer it', permitted, notOffered, false],
] as const)('a device can be trusted: %s', ([, choice, given, expected]) => {
  expect(mayTrustDevices({ ...choice, loginProtection: [...choice.loginProtection] }, given!)).toBe(expected);
});

test.for([['PROTECTION', true], ['DEFAULT', true], ['REMOTE_LOGIN', false], ['RISK', false], [null, false]] as const)('after a challenge for %s: %s', ([reason, expected]) => {
  expect(mayTrustAfter(reason, permitted, policy)).toBe(expected);
});
