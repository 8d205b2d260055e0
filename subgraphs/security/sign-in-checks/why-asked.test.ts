import { expect, test } from 'vitest';
import type { CheckMethod } from '../../shared/schema.generated.ts';
import { whyAsked, type SignInFacts } from './why-asked.ts';

const remoteLogin = { byDefault: false, methods: ['SMS', 'EMAIL'] as CheckMethod[], usualAfter: { signIns: 3, over: 0 }, keepFor: 1, most: 10 };
const quiet: SignInFacts['policy'] = {
  loginProtection: { methods: ['MFA', 'SMS', 'EMAIL'], mostMethods: 3, byDefault: [], trust: { isOffered: true, lifetime: null, most: 10 } },
  remoteLogin,
  riskControl: { asksWhen: [], failures: 5, methods: ['SMS'] },
  stepUp: { methods: ['MFA', 'SMS', 'EMAIL'], validity: 1, always: [], whenProtected: [], byDevice: [], catalogue: [] },
  mfa: { kinds: ['VIRTUAL'], digits: 6, period: 30_000, drift: 1, bindingCodes: 1, bindingLifetime: 1, bindingAttempts: 5, consecutiveFailures: 100, issuer: 'Hufu', bindsInCheck: false, apps: [] },
};
const byDefault: SignInFacts['policy'] = { ...quiet, loginProtection: { ...quiet.loginProtection, byDefault: ['SMS', 'EMAIL'] } };
const careful: SignInFacts['policy'] = { ...quiet, riskControl: { ...quiet.riskControl, asksWhen: ['UNKNOWN_DEVICE_IN_NEW_CITY', 'AFTER_FAILURES'] } };

const binding: SignInFacts['policy'] = { ...careful, riskControl: { ...careful.riskControl, methods: ['MFA', 'SMS'] }, mfa: { ...quiet.mfa, bindsInCheck: true } };

const attempt: SignInFacts['attempt'] = { firstFactor: null, isTrustedDevice: false, isKnownDevice: false, failuresBefore: 0, place: null };
const facts = (given: Partial<SignInFacts> & { at?: Partial<SignInFacts['attempt']> } = {}): SignInFacts => {
  const { at, ...rest } = given;
  return { settings: { loginProtection: [], remoteLoginProtection: false }, bound: ['SMS', 'EMAIL'], usualPlaces: [{ mark: '南京市' }], policy: quiet, attempt: { ...attempt, ...at }, ...rest };
};
const protectedBy = (...loginProtection: CheckMethod[]) => ({ loginProtection, remoteLoginProtection: false });
const watched = { loginProtection: [], remoteLoginProtection: true };

test.for([
  ['nothing set, nothing odd', {}, null],
  ['login protection', { settings: protectedBy('SMS') }, ['PROTECTION', 'SMS']],
  ['login protection on a trusted device', { settings: protectedBy('SMS'), at: { isTrustedDevice: true } }, null],
  ['login protection by MFA, answered by whatever stands in for it', { settings: protectedBy('MFA'), bound: ['PASSKEY', 'MFA', 'SMS'] }, ['PROTECTION', 'PASSKEY', 'MFA']],
  ['login protection whose method is gone', { settings: protectedBy('MFA') }, ['PROTECTION', 'SMS', 'EMAIL']],
  ['login protection, and nothing is set up', { settings: protectedBy('SMS'), bound: [] }, ['PROTECTION']],
  ['login protection by phone, after a code on the phone', { settings: protectedBy('SMS'), at: { firstFactor: 'SMS' } }, ['PROTECTION', 'SMS']],
  ['login protection by WeChat, after a scan with it', { settings: protectedBy('WECHAT'), at: { firstFactor: 'WECHAT' } }, null],
  ['the default', { policy: byDefault }, ['DEFAULT', 'SMS', 'EMAIL']],
  ['the default, by what is left of it', { policy: byDefault, bound: ['EMAIL'] }, ['DEFAULT', 'EMAIL']],
  ['the default, by another method where none of it is left', { policy: byDefault, bound: ['MFA'] }, ['DEFAULT', 'MFA']],
  ['the default, and nothing is set up', { policy: byDefault, bound: [] }, ['DEFAULT']],
  ['the default on a trusted device', { policy: byDefault, at: { isTrustedDevice: true } }, null],
  ['the default, after a code on the phone', { policy: byDefault, at: { firstFactor: 'SMS' } }, null],
  ['a choice in place of the default', { policy: byDefault, settings: protectedBy('MFA'), bound: ['MFA', 'SMS'] }, ['PROTECTION', 'MFA']],
  ['an unusual city', { settings: watched, at: { place: '杭州市' } }, ['REMOTE_LOGIN', 'SMS', 'EMAIL']],
  ['an unusual city on a trusted device', { settings: watched, at: { place: '杭州市', isTrustedDevice: true, isKnownDevice: true } }, ['REMOTE_LOGIN', 'SMS', 'EMAIL']],
  ['an unusual city, switched off', { at: { place: '杭州市' } }, null],
  ['the usual city', { settings: watched, at: { place: '南京市' } }, null],
  ['no city', { settings: watched }, null],
  ['the first city ever', { settings: watched, usualPlaces: [], at: { place: '杭州市' } }, null],
  ['an unknown device in an unusual city', { policy: careful, at: { place: '杭州市' } }, ['RISK', 'SMS']],
  ['a known device in an unusual city', { policy: careful, at: { place: '杭州市', isKnownDevice: true } }, null],
  ['an unknown device in the usual city', { policy: careful, at: { place: '南京市' } }, null],
  ['four wrong passwords', { policy: careful, at: { failuresBefore: 4 } }, null],
  ['five wrong passwords', { policy: careful, at: { failuresBefore: 5 } }, ['RISK', 'SMS']],
  ['a risk on a trusted device', { policy: careful, settings: protectedBy('SMS'), at: { failuresBefore: 5, isTrustedDevice: true, isKnownDevice: true } }, ['RISK', 'SMS']],
  ['a risk, after a code on the phone', { policy: careful, at: { failuresBefore: 5, firstFactor: 'SMS' } }, null],
  ['a risk, and nothing is set up', { policy: careful, bound: [], at: { failuresBefore: 5 } }, null],
  ['login protection by MFA with no device, where one is bound in the check', { policy: binding, settings: protectedBy('MFA') }, ['PROTECTION', 'MFA']],
  ['a risk with no device, where one is bound in the check that was chosen', { policy: binding, at: { failuresBefore: 5 } }, ['RISK', 'SMS']],
  ['a risk with a device', { policy: binding, bound: ['MFA', 'SMS'], at: { failuresBefore: 5 } }, ['RISK', 'MFA', 'SMS']],
  ['login protection before everything else', { policy: careful, settings: { ...watched, loginProtection: ['SMS'] }, at: { place: '杭州市', failuresBefore: 5 } }, ['PROTECTION', 'SMS']],
] as [string, Parameters<typeof facts>[0], string[] | null][])('%s', ([, given, expected]) => {
  const asked = whyAsked(facts(given));
  expect(asked && [asked.reason, ...asked.methods]).toEqual(expected);
});
