import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSecurityWorld } from '../../../test/support/open-security-world.ts';
import { totp } from '../../../test/support/journeys.ts';
import type { CheckMethod } from '../../shared/schema.generated.ts';
import { sendChallengeCode } from '../challenges/send-challenge-code.ts';
import type { Deps } from '../deps.ts';
import { setLoginProtection } from '../protections/set-login-protection.ts';
import { beginSession } from '../sessions/begin-session.ts';
import { bindingInCheck } from './binding-in-check.ts';
import { confirmMfaBindingInCheck } from './confirm-mfa-binding-in-check.ts';
import { findDevices } from './mfa-store.ts';
import { startMfaBindingInCheck } from './start-mfa-binding-in-check.ts';

const policy = { mfa: { bindsInCheck: true, kinds: ['VIRTUAL' as const] }, stepUp: { methods: ['MFA', 'SMS', 'EMAIL'] as CheckMethod[] } };

test.for([
  ['MFA was chosen, and there is a phone', ['MFA'], ['SMS'], policy, ['SMS']],
  ['there is an e-mail too', ['SMS', 'MFA'], ['SMS', 'EMAIL'], policy, ['SMS', 'EMAIL']],
  ['MFA was not chosen', ['SMS'], ['SMS'], policy, []],
  ['a device is bound', ['MFA'], ['MFA', 'SMS'], policy, []],
  ['a passkey is bound', ['MFA'], ['PASSKEY', 'SMS'], policy, []],
  ['there is nothing to prove first', ['MFA'], [], policy, []],
  ['what there is carries no code', ['MFA'], ['WECHAT'], policy, []],
  ['the policy knows no binding in a check', ['MFA'], ['SMS'], { ...policy, mfa: { ...policy.mfa, bindsInCheck: false } }, []],
  ['the policy has no apps', ['MFA'], ['SMS'], { ...policy, mfa: { ...policy.mfa, kinds: ['HARDWARE' as const] } }, []],
] as const)('a check binds a device where %s', ([, chosen, bound, by, after]) => {
  const { bindsMfaAfter, answerable } = bindingInCheck(chosen, [...bound], { mfa: { ...by.mfa, kinds: [...by.mfa.kinds] }, stepUp: by.stepUp });
  expect(bindsMfaAfter).toEqual(after);
  expect(answerable).toEqual(after.length > 0 ? [...bound, 'MFA'] : bound);
});

type World = Awaited<ReturnType<typeof openSecurityWorld>>;
let world: World;
beforeAll(async () => {
  world = await openSecurityWorld('baidu');
});
afterAll(() => world.close());

test('a process that fails half way binds nothing and passes nothing, and the binding can still be confirmed', async () => {
  const { accountId, phone, email, viewer } = await world.openAccount();
  expect(await setLoginProtection(world.deps, viewer, { methods: ['MFA'], isOn: true, mayTrustDevices: false })).toMatchObject({ ok: true });
  const { challenge } = await beginSession(world.deps, { attemptId: 'second', accountId, phone, email, device: 'test', address: null, language: 'en', duty: null });
  const { id: challengeId } = challenge!;
  await sendChallengeCode(world.deps, null, challengeId, 'SMS');
  const code = /\d{6}/.exec((await world.sentTo(phone)).at(-1)!.text)![0];
  const started = await startMfaBindingInCheck(world.deps, null, { challengeId, method: 'SMS', code, name: null });
  if (!started.ok) throw new Error('No binding was started.');
  const { bindingId, secret } = started.value;
  const codes = [totp(secret!, world.clock.now() - 30_000), totp(secret!, world.clock.now())];

  const failing: Deps = {
    ...world.deps,
    audit: { ...world.deps.audit, record: (transaction, entry) => (entry.event === 'SESSION_OPENED' ? Promise.reject(new Error('The process ends here.')) : world.deps.audit.record(transaction, entry)) },
  };
  await expect(confirmMfaBindingInCheck(failing, null, { challengeId, bindingId, codes })).rejects.toThrow('The process ends here.');
  expect(await findDevices(world.store.read, accountId)).toEqual([]);
  expect(await confirmMfaBindingInCheck(world.deps, null, { challengeId, bindingId, codes })).toMatchObject({ ok: true, value: { device: { kind: 'VIRTUAL' } } });
  expect(await findDevices(world.store.read, accountId)).toHaveLength(1);
});
