import { URI, type TOTP } from 'otpauth';
import { beforeAll, expect, test } from 'vitest';
import { createClient, type Client } from '../../support/client.ts';
import { graphOf } from '../../support/graph-of.ts';
import { stepUp } from '../../support/journeys.ts';
import { bindApp, register, signIn } from './baidu-steps.ts';
import { answer, confirmBinding, independentTotp as totp, isSignedIn, openStepUp, readSecurity, receiveChallengeCode, sendStartBinding, startBinding, stepUpByMfa, toNextStep, unbind } from './steps.ts';

let client: Client;
beforeAll(async () => {
  client = createClient(await graphOf('baidu'));
});

test('BD-SEC-017 the codes of two steps in a row bind the device; one code, the same twice, or others are refused', async () => {
  const member = await register(client);
  await stepUp(client, member, 'BIND_MFA');
  const { bindingId, secret } = await startBinding(client, member.token);
  const now = await toNextStep(client);
  const [before, present, next] = [totp(secret, now - 30_000), totp(secret, now), totp(secret, now + 30_000)];
  for (const codes of [[present], [present, present], [present, before], [before, next], [before, present, next]]) {
    expect((await confirmBinding(client, member.token, bindingId, codes)).userErrors).toMatchObject([{ code: 'CODE_WRONG', path: ['codes'] }]);
  }
  expect((await readSecurity(client, member.token)).mfaDevices).toEqual([]);
  expect((await confirmBinding(client, member.token, bindingId, [before, present])).mfaDevice).toMatchObject({ kind: 'VIRTUAL' });
});

test('BD-SEC-015 BD-SEC-016 a code has six digits and lasts 30 seconds', async () => {
  const member = await register(client);
  const { secret } = await bindApp(client, member);
  const now = await toNextStep(client);
  const code = totp(secret, now);
  for (const other of [code.slice(1), `${code}0`]) expect((await stepUpByMfa(client, member, other)).userErrors).toMatchObject([{ code: 'CODE_WRONG' }]);
  expect((await stepUpByMfa(client, member, code)).userErrors).toEqual([]);
  await toNextStep(client);
  expect((await stepUpByMfa(client, member, totp(secret, now + 30_000))).userErrors).toEqual([]);
});

test('BD-SEC-003 the code by SMS goes to the bound phone; a wrong, a used and an expired one fail', async () => {
  const member = await register(client);
  const { id } = await openStepUp(client, member.token, 'BIND_MFA');
  const code = await receiveChallengeCode(client, id, 'SMS', member.phone, member.token);
  expect((await answer(client, id, 'SMS', `${(Number(code[0]) + 1) % 10}${code.slice(1)}`, member)).userErrors).toMatchObject([{ code: 'CODE_WRONG' }]);
  expect((await answer(client, id, 'SMS', code, member)).userErrors).toEqual([]);
  const second = await openStepUp(client, member.token, 'BIND_MFA');
  expect((await answer(client, second.id, 'SMS', code, member)).userErrors).toMatchObject([{ code: 'CODE_WRONG' }]);
  const late = await receiveChallengeCode(client, second.id, 'SMS', member.phone, member.token);
  await client.advance('PT10M');
  expect((await answer(client, second.id, 'SMS', late, member)).steppedUpUntil).toBeNull();
});

test('BD-SEC-021 unbinding takes the right code of the app, and no code by SMS', async () => {
  const member = await register(client);
  const { secret, deviceId } = await bindApp(client, member);
  await stepUp(client, member, 'UNBIND_MFA');
  const { id } = await openStepUp(client, member.token, 'UNBIND_MFA');
  const bySms = await receiveChallengeCode(client, id, 'SMS', member.phone, member.token);
  const now = await toNextStep(client);
  for (const wrong of [bySms, totp(secret, now + 600_000)]) expect((await unbind(client, member.token, deviceId, wrong)).userErrors).toMatchObject([{ code: 'CODE_WRONG' }]);
  expect((await readSecurity(client, member.token)).mfaDevices).toHaveLength(1);
  expect((await unbind(client, member.token, deviceId, totp(secret, now))).security.mfaDevices).toEqual([]);
});

test('BD-SEC-002 there are two second factors, MFA and SMS', async () => {
  const member = await register(client);
  const { data } = await client.send('{ policy { security { loginProtection { methods } operationProtection { methods } } } }');
  expect(data.policy.security).toEqual({ loginProtection: { methods: ['MFA', 'SMS'] }, operationProtection: { methods: ['MFA', 'SMS'] } });
  const { errors } = await sendStartBinding(client, member.token);
  expect(errors[0]!.extensions).toMatchObject({ code: 'STEP_UP_REQUIRED', methods: ['SMS'] });
  await bindApp(client, member);
  // That of the operation protection, which is on by default, is proposed first.
  expect((await openStepUp(client, member.token, 'UNBIND_MFA')).methods).toEqual(['SMS', 'MFA']);
});

test('BD-SEC-019 one key in the apps of several colleagues is one device: the codes of each are accepted, and without a code nobody signs in', async () => {
  const member = await register(client);
  await stepUp(client, member, 'BIND_MFA');
  const { bindingId, secret, otpauthUri } = await startBinding(client, member.token);
  const uri = new URL(otpauthUri);
  expect(decodeURIComponent(uri.pathname)).toBe(`/Baidu AI Cloud:${member.id}`);
  expect(uri.searchParams.get('secret')).toBe(secret);
  // The same picture, scanned by two apps.
  const [one, other] = [(at: number) => totp(secret, at), (at: number) => (URI.parse(otpauthUri) as TOTP).generate({ timestamp: at })];
  const now = await toNextStep(client);
  expect((await confirmBinding(client, member.token, bindingId, [one(now - 30_000), other(now)], ['LOGIN_PROTECTION'])).userErrors).toEqual([]);
  for (const app of [one, other]) {
    const { id } = (await signIn(client, { account: member.username, password: member.password, accountKind: 'CLOUD' })).challenge;
    expect((await answer(client, id, 'MFA', '')).session).toBeNull();
    expect(await isSignedIn(client, (await answer(client, id, 'MFA', app(await toNextStep(client)))).session.token)).toBe(true);
  }
  expect((await readSecurity(client, member.token)).mfaDevices).toHaveLength(1);
});
