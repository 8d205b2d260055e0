import { expect, test } from 'vitest';
import { bindMfa, register, sendSignIn, signIn, startChallenge, stepUp } from '../../support/journeys.ts';
import { receiveLink, reset } from '../../support/passwords.ts';
import { answer, independentTotp as totp, openStepUp, readSecurity, receiveChallengeCode, sendChallengeCode, sendProtection, sendStartBinding, setProtection, stepUpByMfa, toNextStep } from './steps.ts';
import { sharedClient } from '../../support/shared-graph.ts';

const client = sharedClient();

const mayGoOn = async (token: string): Promise<boolean> => {
  const { errors } = await sendStartBinding(client, token);
  if (errors.length > 0) expect(errors[0]!.extensions.code).toBe('STEP_UP_REQUIRED');
  return errors.length === 0;
};

test('TX-SEC-009 a code that is sent has six digits; one of another length is not right', async () => {
  const member = await register(client);
  const { id } = await openStepUp(client, member.token, 'BIND_MFA');
  const code = await receiveChallengeCode(client, id, 'SMS', member.phone, member.token);
  expect(code).toMatch(/^\d{6}$/);
  for (const other of [code.slice(0, 5), `${code}1`]) expect((await answer(client, id, 'SMS', other, member)).userErrors).toMatchObject([{ code: 'CODE_WRONG' }]);
  expect((await answer(client, id, 'SMS', code, member)).userErrors).toEqual([]);
});

test('TX-SEC-003 TX-SEC-004 codes go to the security phone and the security e-mail, which the answer shows masked', async () => {
  const member = await register(client);
  const { id } = await openStepUp(client, member.token, 'BIND_MFA');
  const sms = await client.messages(member.phone);
  expect((await sendChallengeCode(client, id, 'SMS', member.token)).sentTo).toBe(`+86 138****${member.phone.slice(-4)}`);
  expect((await client.nextMessage(member.phone, sms)).text).toContain('bind an MFA device');
  const mails = await client.messages(member.email);
  expect((await sendChallengeCode(client, id, 'EMAIL', member.token)).sentTo).toBe(`${member.email[0]}***@example.com`);
  const code = await client.nextCode(member.email, mails);
  expect((await answer(client, id, 'EMAIL', code, member)).userErrors).toEqual([]);
});

test('a step-up offers what the account has set up', async () => {
  const member = await register(client);
  expect((await openStepUp(client, member.token, 'BIND_MFA')).methods).toEqual(['SMS', 'EMAIL']);
  await bindMfa(client, member);
  expect((await openStepUp(client, member.token, 'UNBIND_MFA')).methods).toEqual(['MFA', 'SMS', 'EMAIL']);
  const { data } = await startChallenge(client, (await register(client)).token, 'BIND_MFA', 'MFA');
  expect(data.startChallenge).toMatchObject({ challenge: null, userErrors: [{ code: 'CHECK_METHOD_NOT_OFFERED', path: ['method'] }] });
});

/** What asks who is there before anything is done, whether or not operation protection is on. */
const sensitive = [
  ['BIND_MFA', 'startMfaBinding(input: {}) { bindingId }'],
  ['UNBIND_MFA', 'unbindMfa(input: { mfaDeviceId: "mfa_1", code: "123456" }) { userErrors { code } }'],
  ['BIND_LOGIN_METHOD', 'bindLoginMethod(input: { kind: WECHAT, ticket: "scan_1", authorisationCode: "code" }) { userErrors { code } }'],
  ['CHANGE_LOGIN_METHOD', 'changeLoginMethod(input: { kind: EMAIL, email: "li.si@example.com", emailCode: "123456", newPassword: "Tiger-Tally-2026" }) { userErrors { code } }'],
  ['UNBIND_LOGIN_METHOD', 'unbindLoginMethod(input: { kind: WECHAT }) { userErrors { code } }'],
  ['UNBIND_LOGIN_METHOD', 'unbindLoginMethod(input: { kind: EMAIL }) { userErrors { code } }'],
  ['CHANGE_SECURITY_PHONE', 'changeSecurityPhone(input: { phone: "+8613900000000", code: "123456" }) { userErrors { code } }'],
  ['CHANGE_SECURITY_EMAIL', 'changeSecurityEmail(input: { email: "li.si@example.com", code: "123456" }) { userErrors { code } }'],
  ['CHANGE_PASSWORD', 'changePassword(input: { currentPassword: "Tiger-Tally-2025", newPassword: "Tiger-Tally-2026" }) { userErrors { code } }'],
  ['SET_LOGIN_PROTECTION', 'setLoginProtection(input: { methods: [SMS] }) { userErrors { code } }'],
  ['SET_OPERATION_PROTECTION', 'setOperationProtection(input: { methods: [SMS] }) { userErrors { code } }'],
  ['SET_SESSION_LIFETIME', 'setSessionLifetime(input: { idle: "PT30M" }) { userErrors { code } }'],
  ['START_DEREGISTRATION', 'startDeregistration(input: { agreements: [], reasons: [] }) { userErrors { code } }'],
  ['SIGN_OUT_ALL_SESSIONS', 'endOtherSessions { endedSessions }'],
  // The last, because it ends the session.
  ['SIGN_OUT_ALL_SESSIONS', 'signOutEverywhere { endedSessions }'],
] as const;

const whyNot = async (token: string, document: string): Promise<string | undefined> => (await client.send(`mutation { ${document} }`, {}, { token })).errors[0]?.extensions.code;

test('TX-SEC-013 what always needs an identity check answers STEP_UP_REQUIRED without a fresh one, and changes nothing; the completion of a reset, where nobody is signed in, with the challenge to meet', async () => {
  const member = await register(client);
  const read = async () => (await client.send('{ viewer { password { setAt } loginMethods { kind label boundAt } deregistration { id } security { phone email mfaDevices { id } loginProtection { methods } operationProtection { methods } sessionLifetime { idle } sessions { nodes { id } } } } }', {}, { token: member.token })).data.viewer;
  const before = await read();
  for (const [, document] of sensitive) expect(await whyNot(member.token, document), document).toBe('STEP_UP_REQUIRED');
  await stepUp(client, member, 'BIND_MFA');
  await client.advance('PT30M');
  for (const [, document] of sensitive) expect(await whyNot(member.token, document), document).toBe('STEP_UP_REQUIRED');
  const { token } = await receiveLink(client, member.email);
  for (const challengeId of [undefined, 'challenge_1']) {
    expect(await reset(client, { token, newPassword: 'Tiger-Tally-2026', challengeId })).toMatchObject({ isReset: false, challenge: { purpose: 'PASSWORD_RESET', methods: ['SMS'] } });
  }
  expect(await read()).toEqual(before);
  expect([(await sendSignIn(client, member.email, 'Tiger-Tally-2026')).data.signIn.session, (await sendSignIn(client, member.email, member.password)).data.signIn.session === null]).toEqual([null, false]);
});

test('TX-SEC-011 where the phone is proposed the e-mail is taken instead, for every operation that asks', async () => {
  const member = await register(client);
  await stepUp(client, member, 'SET_OPERATION_PROTECTION');
  await setProtection(client, member.token, 'setOperationProtection', ['SMS']);
  for (const [operation, document] of sensitive) {
    // Each asks anew.
    await client.advance('PT30M');
    expect(await whyNot(member.token, document), document).toBe('STEP_UP_REQUIRED');
    const { id, methods } = await openStepUp(client, member.token, operation);
    expect(methods).toEqual(['SMS', 'EMAIL']);
    const code = await receiveChallengeCode(client, id, 'EMAIL', member.email, member.token);
    expect((await answer(client, id, 'EMAIL', code, member)).userErrors).toEqual([]);
    expect(await whyNot(member.token, document), document).not.toBe('STEP_UP_REQUIRED');
  }
});

test('TX-SEC-043 a proof covers sensitive operations for 30 minutes, and no longer, however much the session is used', async () => {
  const member = await register(client);
  const provedAt = await client.now();
  const until = Date.parse(await stepUp(client, member, 'BIND_MFA'));
  expect(until - provedAt).toBeGreaterThanOrEqual(30 * 60_000);
  expect(until - provedAt).toBeLessThan(30 * 60_000 + 5000);
  for (let minute = 0; minute < 29; minute += 1) {
    await client.advance('PT1M');
    expect(await mayGoOn(member.token)).toBe(true);
  }
  await client.advance('PT1M');
  expect(await mayGoOn(member.token)).toBe(false);
  expect((await readSecurity(client, member.token)).steppedUpUntil).toBeNull();
});

test('switched off, operation protection still leaves the account’s own operations to an identity check', async () => {
  const member = await register(client);
  await stepUp(client, member, 'SET_OPERATION_PROTECTION');
  await setProtection(client, member.token, 'setOperationProtection', ['SMS']);
  expect((await setProtection(client, member.token, 'setOperationProtection', [])).security.operationProtection.methods).toEqual([]);
  await client.advance('PT30M');
  for (const document of ['startMfaBinding(input: {}) { bindingId }', 'signOutEverywhere { endedSessions }', 'setLoginProtection(input: { methods: [] }) { userErrors { code } }']) {
    expect((await client.send(`mutation { ${document} }`, {}, { token: member.token })).errors[0]!.extensions.code).toBe('STEP_UP_REQUIRED');
  }
});

test('a proof belongs to its session: another of the account has none, and cannot name its challenge', async () => {
  const member = await register(client);
  const other = { token: await signIn(client, member) };
  const { id } = await openStepUp(client, member.token, 'BIND_MFA');
  const code = await receiveChallengeCode(client, id, 'SMS', member.phone, member.token);
  for (const holder of [other, undefined]) {
    expect((await answer(client, id, 'SMS', code, holder)).userErrors).toMatchObject([{ code: 'CHALLENGE_NOT_FOUND' }]);
    expect((await sendChallengeCode(client, id, 'EMAIL', holder?.token)).userErrors).toMatchObject([{ code: 'CHALLENGE_NOT_FOUND' }]);
  }
  expect((await answer(client, id, 'SMS', code, member)).userErrors).toEqual([]);
  expect(await mayGoOn(member.token)).toBe(true);
  expect(await mayGoOn(other.token)).toBe(false);
});

test('a code is good for the challenge it was sent for', async () => {
  const member = await register(client);
  const [first, second] = [await openStepUp(client, member.token, 'BIND_MFA'), await openStepUp(client, member.token, 'BIND_MFA')];
  const code = await receiveChallengeCode(client, first.id, 'SMS', member.phone, member.token);
  expect((await answer(client, second.id, 'SMS', code, member)).userErrors).toMatchObject([{ code: 'CODE_WRONG' }]);
  expect((await answer(client, first.id, 'EMAIL', code, member)).userErrors).toMatchObject([{ code: 'CODE_WRONG' }]);
  expect((await answer(client, first.id, 'SMS', code, member)).userErrors).toEqual([]);
});

test('a TOTP that finished a sign-in is good for no step-up', async () => {
  const member = await register(client);
  const { secret } = await bindMfa(client, member, ['LOGIN_PROTECTION']);
  const { challenge } = (await sendSignIn(client, member.email, member.password)).data.signIn;
  const code = totp(secret, await toNextStep(client));
  const { session } = await answer(client, challenge.id, 'MFA', code);
  expect((await stepUpByMfa(client, session, code)).userErrors).toMatchObject([{ code: 'CODE_WRONG' }]);
});

test('opening challenges is no way to send more messages: an address gets one a minute and ten an hour', async () => {
  const member = await register(client);
  const before = (await client.messages(member.phone)).length;
  const ask = async () => (await startChallenge(client, member.token, 'BIND_MFA', 'SMS')).data.startChallenge;
  for (let sent = 0; sent < 10; sent += 1) {
    expect((await ask()).userErrors).toEqual([]);
    expect(await ask()).toMatchObject({ challenge: null, userErrors: [{ code: 'CODE_SENT_RECENTLY' }] });
    await client.advance('PT1M');
  }
  expect(await ask()).toMatchObject({ challenge: null, userErrors: [{ code: 'CODE_SEND_LIMIT_REACHED' }] });
  expect(await client.messages(member.phone)).toHaveLength(before + 10);
});

test('a wrong proof has no effect', async () => {
  const member = await register(client);
  const { id } = await openStepUp(client, member.token, 'SET_LOGIN_PROTECTION');
  expect(await answer(client, id, 'SMS', '000000', member)).toMatchObject({ steppedUpUntil: null, userErrors: [{ code: 'CODE_WRONG' }] });
  expect((await sendProtection(client, member.token, 'setLoginProtection', ['SMS'])).errors[0]!.extensions.code).toBe('STEP_UP_REQUIRED');
  expect((await readSecurity(client, member.token)).loginProtection.methods).toEqual([]);
});

test('what the message says is in the language of the caller', async () => {
  const member = await register(client);
  const seen = await client.messages(member.phone);
  await client.send('mutation { startChallenge(input: { operation: START_DEREGISTRATION, method: SMS }) { challenge { id } } }', {}, { token: member.token, headers: { 'accept-language': 'zh-CN' } });
  expect((await client.nextMessage(member.phone, seen)).text).toMatch(/^验证码 \d{6}，用于注销账号，10 分钟内有效/);
});
