import { URI, type TOTP } from 'otpauth';
import { expect, test } from 'vitest';
import { bindMfa, register, signIn, stepUp, totp as totpOfLibrary, type Member } from '../../support/journeys.ts';
import { stepUpBy } from '../../support/security-contacts.ts';
import { answer, bindApp, confirmBinding, independentTotp as totp, openStepUp, readSecurity, sendStartBinding, setProtection, startBinding, stepUpByMfa, tally, toNextStep, unbind } from './steps.ts';
import { sharedClient } from '../../support/shared-graph.ts';

const client = sharedClient();

/** A member with a bound app, who may do the operation, at the beginning of a step of which no code was used yet. */
const registerWithApp = async (operation?: string, scopes?: Parameters<typeof bindMfa>[2]): Promise<{ member: Member; secret: string; deviceId: string; now: number }> => {
  const member = await register(client);
  const bound = await bindMfa(client, member, scopes);
  if (operation) await stepUp(client, member, operation);
  return { member, ...bound, now: await toNextStep(client) };
};

test('TX-SEC-021 without an identity check, or with a wrong first code, no device is bound; with the right one it is, for the scope that is chosen', async () => {
  const member = await register(client);
  const refused = await sendStartBinding(client, member.token);
  expect(refused.errors[0]!.extensions).toMatchObject({ code: 'STEP_UP_REQUIRED', operation: 'BIND_MFA' });
  await stepUp(client, member, 'BIND_MFA');
  const binding = await startBinding(client, member.token, { name: '我的手机' });
  const wrong = await confirmBinding(client, member.token, binding.bindingId, [totp(binding.secret, (await client.now()) + 600_000)]);
  expect(wrong).toMatchObject({ mfaDevice: null, userErrors: [{ code: 'CODE_WRONG', path: ['codes'] }] });
  expect((await readSecurity(client, member.token)).mfaDevices).toEqual([]);
  const confirmed = await confirmBinding(client, member.token, binding.bindingId, [totp(binding.secret, await client.now())], ['LOGIN_PROTECTION']);
  expect(confirmed).toMatchObject({ mfaDevice: { kind: 'VIRTUAL', name: '我的手机' }, userErrors: [] });
  expect(await readSecurity(client, member.token)).toMatchObject({ mfaDevices: [confirmed.mfaDevice], loginProtection: { methods: ['MFA'] }, operationProtection: { methods: [] } });
});

test('TX-SEC-022 a binding shows the key to scan and to type in, 160 random bits, each time another', async () => {
  const member = await register(client);
  await stepUp(client, member, 'BIND_MFA');
  const [first, second] = [await startBinding(client, member.token), await startBinding(client, member.token)];
  expect(first.secret).toMatch(/^[A-Z2-7]{32}$/);
  expect(first.otpauthUri).toMatch(new RegExp(`^otpauth://totp/.*${member.id}\\?.*secret=${first.secret}`));
  expect(first.qrCode).toMatch(/^<svg .*<\/svg>\s*$/s);
  expect(second.secret).not.toBe(first.secret);
});

test('TX-SEC-016 codes of an independent RFC 6238 implementation are accepted', async () => {
  const { member, secret, now } = await registerWithApp();
  expect((await stepUpByMfa(client, member, totp(secret, now))).userErrors).toEqual([]);
});

test('TX-SEC-020 a code of the app has six digits: with five, seven or other characters it is wrong', async () => {
  const { member, secret, now } = await registerWithApp();
  const code = totp(secret, now);
  for (const other of [code.slice(0, 5), `${code}0`, `0${code}`, '', `${code.slice(0, 5)}x`]) {
    expect((await stepUpByMfa(client, member, other)).userErrors).toMatchObject([{ code: 'CODE_WRONG' }]);
  }
  expect((await stepUpByMfa(client, member, code)).userErrors).toEqual([]);
});

test('TX-SEC-017 three apps are recommended, and every other that follows the standard works too', async () => {
  const { data } = await client.send('{ policy { security { mfa { apps { id name } } } } }', {}, { headers: { 'accept-language': 'zh-CN' } });
  expect(data.policy.security.mfa.apps.map(({ id }: { id: string }) => id)).toEqual(['TENCENT_CLOUD_ASSISTANT', 'GOOGLE_AUTHENTICATOR', 'MICROSOFT_AUTHENTICATOR']);
  expect(data.policy.security.mfa.apps[0].name).toBe('腾讯云助手小程序');
  const member = await register(client);
  await stepUp(client, member, 'BIND_MFA');
  const { otpauthUri, bindingId } = await startBinding(client, member.token);
  // What each of them reads from the QR code.
  const app = URI.parse(otpauthUri) as TOTP;
  expect(app).toMatchObject({ label: member.id, issuer: 'Tencent Cloud', algorithm: 'SHA1', digits: 6, period: 30 });
  const now = await toNextStep(client);
  expect((await confirmBinding(client, member.token, bindingId, [app.generate({ timestamp: now })])).userErrors).toEqual([]);
  expect((await stepUpByMfa(client, member, totp(app.secret.base32, await toNextStep(client)))).userErrors).toEqual([]);
});

test('TX-SEC-024 two phones that hold the same key are one device, and the codes of both apps are accepted', async () => {
  const { member, secret, now } = await registerWithApp();
  const [onePhone, otherPhone] = [totp, totpOfLibrary];
  expect((await stepUpByMfa(client, member, onePhone(secret, now))).userErrors).toEqual([]);
  expect((await stepUpByMfa(client, member, otherPhone(secret, await toNextStep(client)))).userErrors).toEqual([]);
  expect((await readSecurity(client, member.token)).mfaDevices).toHaveLength(1);
});

const scopeRows: { scopes: string[]; login: string[]; operation: string[] }[] = [
  { scopes: ['LOGIN_PROTECTION'], login: ['MFA'], operation: ['SMS'] },
  { scopes: ['OPERATION_PROTECTION'], login: ['SMS'], operation: ['MFA'] },
  { scopes: ['LOGIN_PROTECTION', 'OPERATION_PROTECTION'], login: ['MFA'], operation: ['MFA'] },
  { scopes: [], login: ['SMS'], operation: ['SMS'] },
];

test.for(scopeRows)('TX-SEC-023 binding for $scopes makes these protections ask for MFA, in place of the one method that may be on, and leaves the others', async ({ scopes, login, operation }) => {
  const member = await register(client);
  await stepUp(client, member, 'SET_LOGIN_PROTECTION');
  await setProtection(client, member.token, 'setLoginProtection', ['SMS']);
  await setProtection(client, member.token, 'setOperationProtection', ['SMS']);
  await stepUp(client, member, 'BIND_MFA');
  const sms = await client.messages(member.phone);
  await bindApp(client, member, scopes);
  const told = await client.nextMessage(member.phone, sms);
  expect(told.text.includes('login protection')).toBe(scopes.includes('LOGIN_PROTECTION'));
  const after = await readSecurity(client, member.token);
  expect(after).toMatchObject({ loginProtection: { methods: login }, operationProtection: { methods: operation } });
  expect((await client.messages(member.phone)).length).toBe(sms.length + 1);
});

test('TX-SEC-023 a wrong code switches nothing on', async () => {
  const member = await register(client);
  await stepUp(client, member, 'BIND_MFA');
  const { bindingId } = await startBinding(client, member.token);
  expect((await confirmBinding(client, member.token, bindingId, ['no'], ['LOGIN_PROTECTION'])).userErrors).toMatchObject([{ code: 'CODE_WRONG' }]);
  expect((await readSecurity(client, member.token)).loginProtection.methods).toEqual([]);
});

test('RFC 6238 5.2: a code is good once, also for fifty challenges at the same moment', async () => {
  const { member, secret, now } = await registerWithApp();
  const sessions = await Promise.all(Array.from({ length: 10 }, async () => ({ token: await signIn(client, member) })));
  const challenges = await Promise.all(Array.from({ length: 50 }, async (_, index) => ({ holder: sessions[index % 10]!, ...(await openStepUp(client, sessions[index % 10]!.token, 'UNBIND_MFA')) })));
  const answers = await Promise.all(challenges.map(async ({ id, holder }) => ({ holder, ...(await answer(client, id, 'MFA', totp(secret, now), { ...holder })) })));
  const passed = answers.filter(({ userErrors }) => userErrors.length === 0);
  expect(passed).toHaveLength(1);
  // The one session has a new token now; what was answered from the others was judged.
  expect(tally(answers.filter(({ holder }) => holder !== passed[0]!.holder).map(({ userErrors }) => userErrors[0].code))).toEqual({ CODE_WRONG: 45 });
});

test('RFC 6238 5.2: the code that bound the device, and one older than the last used, are good for nothing else', async () => {
  const member = await register(client);
  await stepUp(client, member, 'BIND_MFA');
  const binding = await startBinding(client, member.token);
  const now = await toNextStep(client);
  const code = totp(binding.secret, now);
  const { mfaDevice } = await confirmBinding(client, member.token, binding.bindingId, [code]);
  expect((await stepUpByMfa(client, member, code)).userErrors).toMatchObject([{ code: 'CODE_WRONG' }]);
  await stepUpBy(client, member, 'UNBIND_MFA', 'EMAIL', member.email);
  expect((await unbind(client, member.token, mfaDevice.id, code)).userErrors).toMatchObject([{ code: 'CODE_WRONG' }]);
  expect((await stepUpByMfa(client, member, totp(binding.secret, now - 30_000))).userErrors).toMatchObject([{ code: 'CODE_WRONG' }]);
});

test.for([-60, -30, 0, 30, 60])('RFC 6238 5.2: a code that is %i seconds away from the present', async (seconds) => {
  const { member, secret } = await registerWithApp();
  // Away from the step that the binding used up.
  await client.advance('PT2M');
  const now = await toNextStep(client);
  const { userErrors } = await stepUpByMfa(client, member, totp(secret, now + seconds * 1000));
  expect(userErrors.map(({ code }: { code: string }) => code)).toEqual(Math.abs(seconds) <= 30 ? [] : ['CODE_WRONG']);
});

test('TX-SEC-025 a wrong code leaves the device bound, the right one unbinds it, and the holder is told on phone and e-mail', async () => {
  const { member, secret, deviceId, now } = await registerWithApp('UNBIND_MFA');
  expect((await unbind(client, member.token, deviceId, totp(secret, now + 600_000))).userErrors).toMatchObject([{ code: 'CODE_WRONG', path: ['code'] }]);
  expect((await readSecurity(client, member.token)).mfaDevices).toHaveLength(1);
  const [sms, mails] = [await client.messages(member.phone), await client.messages(member.email)];
  expect(await unbind(client, member.token, deviceId, totp(secret, now))).toMatchObject({ security: { mfaDevices: [] }, userErrors: [] });
  expect((await readSecurity(client, member.token)).mfaDevices).toEqual([]);
  expect((await client.nextMessage(member.phone, sms)).text).toContain('MFA');
  expect((await client.nextMessage(member.email, mails)).text).toContain('MFA');
});

test('unbinding asks for an identity check, and finds no device of somebody else', async () => {
  const { member, secret, now } = await registerWithApp();
  const stranger = await register(client);
  const refused = await client.send('mutation($input: UnbindMfaInput!) { unbindMfa(input: $input) { userErrors { code } } }', { input: { mfaDeviceId: 'x', code: '0' } }, { token: stranger.token });
  expect(refused.errors[0]!.extensions).toMatchObject({ code: 'STEP_UP_REQUIRED', operation: 'UNBIND_MFA' });
  await stepUp(client, stranger, 'UNBIND_MFA');
  const { mfaDevices } = await readSecurity(client, member.token);
  expect((await unbind(client, stranger.token, mfaDevices[0].id, totp(secret, now))).userErrors).toMatchObject([{ code: 'MFA_DEVICE_NOT_FOUND' }]);
});

test('TX-SEC-026 unbinding switches MFA off in both protections', async () => {
  const { member, secret, deviceId, now } = await registerWithApp(undefined, ['LOGIN_PROTECTION', 'OPERATION_PROTECTION']);
  await stepUpByMfa(client, member, totp(secret, now));
  const { security } = await unbind(client, member.token, deviceId, totp(secret, await toNextStep(client)));
  expect(security).toMatchObject({ loginProtection: { methods: [] }, operationProtection: { methods: [] } });
});

test('TX-SEC-026 unbinding leaves a protection by another method as it is', async () => {
  const { member, secret, deviceId, now } = await registerWithApp('UNBIND_MFA');
  await setProtection(client, member.token, 'setLoginProtection', ['SMS']);
  const { security } = await unbind(client, member.token, deviceId, totp(secret, now));
  expect(security.loginProtection.methods).toEqual(['SMS']);
});

test('a key that is not confirmed is not accepted, and does not replace the bound one', async () => {
  const { member, secret, now } = await registerWithApp('BIND_MFA');
  const pending = await startBinding(client, member.token);
  expect((await stepUpByMfa(client, member, totp(pending.secret, now))).userErrors).toMatchObject([{ code: 'CODE_WRONG' }]);
  expect((await confirmBinding(client, member.token, pending.bindingId, [totp(pending.secret, now)])).userErrors).toEqual([{ code: 'MFA_ALREADY_BOUND', path: null, policy: null, limit: null }]);
  // A proof by the bound device itself lets the other take its place.
  expect((await stepUpByMfa(client, member, totp(secret, now))).userErrors).toEqual([]);
  expect((await confirmBinding(client, member.token, pending.bindingId, [totp(pending.secret, now)])).userErrors).toEqual([]);
  const later = await toNextStep(client);
  expect((await stepUpByMfa(client, member, totp(secret, later))).userErrors).toMatchObject([{ code: 'CODE_WRONG' }]);
  expect((await stepUpByMfa(client, member, totp(pending.secret, later))).userErrors).toEqual([]);
  expect((await readSecurity(client, member.token)).mfaDevices).toHaveLength(1);
});

test('of five confirmations at once one binds the device', async () => {
  const member = await register(client);
  await stepUp(client, member, 'BIND_MFA');
  const { bindingId, secret } = await startBinding(client, member.token);
  const now = await toNextStep(client);
  // No more than the binding takes; the others would be refused for their number alone.
  const confirmed = await Promise.all(Array.from({ length: 5 }, () => confirmBinding(client, member.token, bindingId, [totp(secret, now)])));
  expect(confirmed.filter(({ mfaDevice }) => mfaDevice)).toHaveLength(1);
  expect((await readSecurity(client, member.token)).mfaDevices).toHaveLength(1);
});

test('a binding takes five attempts, also of twenty at once, and ends after ten minutes', async () => {
  const member = await register(client);
  await stepUp(client, member, 'BIND_MFA');
  const guessed = await startBinding(client, member.token);
  const attempts = await Promise.all(Array.from({ length: 20 }, () => confirmBinding(client, member.token, guessed.bindingId, ['no'])));
  expect(tally(attempts.map(({ userErrors }) => userErrors[0].code))).toEqual({ CODE_WRONG: 5, CHALLENGE_TRIES_USED_UP: 15 });
  const slow = await startBinding(client, member.token);
  await client.advance('PT10M');
  expect((await confirmBinding(client, member.token, slow.bindingId, [totp(slow.secret, await client.now())])).userErrors).toMatchObject([{ code: 'MFA_BINDING_NOT_FOUND' }]);
});

test('after a hundred wrong codes in a row, over any number of challenges, the device is disabled', async () => {
  const { member, secret } = await registerWithApp();
  for (let challenges = 0; challenges < 20; challenges += 1) {
    const { id } = await openStepUp(client, member.token, 'UNBIND_MFA');
    const wrong = await Promise.all(Array.from({ length: 5 }, () => answer(client, id, 'MFA', 'wrong', member)));
    expect(tally(wrong.map(({ userErrors }) => userErrors[0].code))).toEqual({ CODE_WRONG: 5 });
  }
  const right = await stepUpByMfa(client, member, totp(secret, await toNextStep(client)));
  expect(right.userErrors).toMatchObject([{ code: 'CODE_WRONG', policy: 'security.mfa.consecutiveFailures', limit: '100' }]);
});
