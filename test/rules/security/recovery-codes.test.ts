import { expect, test } from 'vitest';
import { dumpStores } from '../../support/dump-stores.ts';
import { register, sendSignIn, startChallenge, stepUp, type Member } from '../../support/journeys.ts';
import { sharedClient, sharedGraph } from '../../support/shared-graph.ts';
import { answer, bindApp, generateCodes, independentTotp as totp, isSignedIn, openStepUp, readRecoveryCodes, readSecurity, sendGenerateCodes, setProtection, startBinding, confirmBinding, stepUpByMfa, tally, toNextStep, unbind } from './steps.ts';

const client = sharedClient();

const registerWithApp = async (scopes?: string[]): Promise<{ member: Member; secret: string; deviceId: string }> => {
  const member = await register(client);
  await stepUp(client, member, 'BIND_MFA');
  return { member, ...(await bindApp(client, member, scopes)) };
};

const registerWithCodes = async (scopes?: string[]) => {
  const { member, secret, deviceId } = await registerWithApp(scopes);
  expect((await stepUpByMfa(client, member, totp(secret, await toNextStep(client)))).userErrors).toEqual([]);
  return { member, secret, deviceId, codes: await generateCodes(client, member.token) };
};

const meetSignIn = async ({ email, password }: Member): Promise<{ id: string; methods: string[] }> => (await sendSignIn(client, email, password)).data.signIn.challenge;

const stepUpByRecoveryCode = async (member: Member, code: string) => answer(client, (await openStepUp(client, member.token, 'BIND_MFA')).id, 'RECOVERY_CODE', code, member);

test('a set has ten codes of eighty random bits, which are shown once and told to the holder', async () => {
  const { member, secret } = await registerWithApp();
  expect(await readRecoveryCodes(client, member.token)).toBeNull();
  await stepUpByMfa(client, member, totp(secret, await toNextStep(client)));
  const seen = await client.messages(member.phone);
  const codes = await generateCodes(client, member.token);
  expect((await client.nextMessage(member.phone, seen)).text).toContain('ecovery codes');
  expect(new Set(codes).size).toBe(10);
  for (const code of codes) expect(code).toMatch(/^[0-9A-HJKMNP-TV-Z]{4}(-[0-9A-HJKMNP-TV-Z]{4}){3}$/);
  expect(await readRecoveryCodes(client, member.token)).toEqual({ remaining: 10, generatedAt: expect.stringMatching(/Z$/) });
  const dump = JSON.stringify(await dumpStores(sharedGraph));
  for (const code of codes) for (const form of [code, code.replaceAll('-', '')]) expect(dump).not.toContain(form);
});

test('a code finishes a sign-in that asks for MFA, once, however it is typed, and the holder is told how many are left', async () => {
  const { member, codes } = await registerWithCodes(['LOGIN_PROTECTION']);
  const challenge = await meetSignIn(member);
  expect(challenge.methods).toEqual(['MFA', 'RECOVERY_CODE']);
  const seen = await client.messages(member.phone);
  const { session } = await answer(client, challenge.id, 'RECOVERY_CODE', ` ${codes[0]!.toLowerCase().replaceAll('-', ' ')}`);
  expect(await isSignedIn(client, session.token)).toBe(true);
  expect((await client.nextMessage(member.phone, seen)).text).toContain('unused ones left: 9');
  expect((await readRecoveryCodes(client, member.token)).remaining).toBe(9);
  expect((await answer(client, (await meetSignIn(member)).id, 'RECOVERY_CODE', codes[0]!)).userErrors).toMatchObject([{ code: 'CODE_WRONG', path: ['code'] }]);
});

test('of twenty answers with one code at the same moment one is right', async () => {
  const { member, codes } = await registerWithCodes();
  const challenges = await Promise.all(Array.from({ length: 20 }, () => openStepUp(client, member.token, 'BIND_MFA')));
  const answers = await Promise.all(challenges.map(({ id }) => answer(client, id, 'RECOVERY_CODE', codes[0]!, member)));
  // The right one renews the token of the session: those that come after it are answered as from nobody.
  const outcomes = tally(answers.map(({ userErrors }) => userErrors[0]?.code ?? 'PASSED'));
  expect({ PASSED: outcomes['PASSED'], refused: (outcomes['CODE_WRONG'] ?? 0) + (outcomes['CHALLENGE_NOT_FOUND'] ?? 0) }).toEqual({ PASSED: 1, refused: 19 });
  expect((await readRecoveryCodes(client, member.token)).remaining).toBe(9);
});

test('a new set takes the place of the one before, and of another account’s codes none is good', async () => {
  const { member, secret, codes: before } = await registerWithCodes();
  const stranger = await registerWithCodes();
  await stepUpByMfa(client, member, totp(secret, await toNextStep(client)));
  const codes = await generateCodes(client, member.token);
  for (const wrong of [before[0]!, stranger.codes[0]!, `${codes[0]}0`, '']) expect((await stepUpByRecoveryCode(member, wrong)).userErrors).toMatchObject([{ code: 'CODE_WRONG' }]);
  expect((await stepUpByRecoveryCode(member, codes[0]!)).userErrors).toEqual([]);
});

test('a lost device is replaced with a recovery code, and a code by SMS does neither that nor make recovery codes', async () => {
  const { member, codes, secret } = await registerWithCodes();
  await client.advance('PT30M');
  await stepUp(client, member, 'BIND_MFA');
  // A code by SMS proves less than the device: it leads to nothing that stands in for it.
  const { bindingId, secret: bySms } = await startBinding(client, member.token);
  expect((await confirmBinding(client, member.token, bindingId, [totp(bySms, await toNextStep(client))])).userErrors).toMatchObject([{ code: 'MFA_ALREADY_BOUND' }]);
  expect((await sendGenerateCodes(client, member.token)).errors[0]!.extensions).toEqual({ code: 'STEP_UP_REQUIRED', operation: 'GENERATE_RECOVERY_CODES', methods: ['MFA', 'RECOVERY_CODE'] });
  const { data } = await startChallenge(client, member.token, 'GENERATE_RECOVERY_CODES', 'SMS');
  expect(data.startChallenge.userErrors).toMatchObject([{ code: 'CHECK_METHOD_NOT_OFFERED' }]);
  expect((await stepUpByRecoveryCode(member, codes[0]!)).userErrors).toEqual([]);
  const fresh = await bindApp(client, member);
  expect((await readSecurity(client, member.token)).mfaDevices).toMatchObject([{ id: fresh.deviceId }]);
  const now = await toNextStep(client);
  expect((await stepUpByMfa(client, member, totp(secret, now))).userErrors).toMatchObject([{ code: 'CODE_WRONG' }]);
  expect((await stepUpByMfa(client, member, totp(fresh.secret, now))).userErrors).toEqual([]);
  // Those that are left stay good for the new one.
  expect((await readRecoveryCodes(client, member.token)).remaining).toBe(9);
});

test('a recovery code answers no challenge but its own account’s, which only a first factor opens, and none where MFA is not asked for', async () => {
  const { member, codes } = await registerWithCodes(['LOGIN_PROTECTION']);
  const stranger = await registerWithCodes(['LOGIN_PROTECTION']);
  const wrong = await sendSignIn(client, member.email, 'Not-The-Password-1');
  expect(wrong.data.signIn).toMatchObject({ session: null, challenge: null });
  const { id } = await meetSignIn(stranger.member);
  expect((await answer(client, id, 'RECOVERY_CODE', codes[0]!)).userErrors).toMatchObject([{ code: 'CODE_WRONG' }]);
  expect((await answer(client, 'challenge_unknown', 'RECOVERY_CODE', codes[0]!)).userErrors).toMatchObject([{ code: 'CHALLENGE_NOT_FOUND' }]);
  await stepUp(client, member, 'SET_LOGIN_PROTECTION');
  expect((await setProtection(client, member.token, 'setLoginProtection', ['SMS'])).userErrors).toEqual([]);
  const bySms = await meetSignIn(member);
  expect(bySms.methods).toEqual(['SMS']);
  expect((await answer(client, bySms.id, 'RECOVERY_CODE', codes[0]!)).userErrors).toMatchObject([{ code: 'CHECK_METHOD_NOT_OFFERED' }]);
  expect((await readRecoveryCodes(client, member.token)).remaining).toBe(10);
});

test('with the last device the recovery codes go, and without a device none are made', async () => {
  const { member, secret, deviceId } = await registerWithCodes();
  await stepUp(client, member, 'UNBIND_MFA');
  expect((await unbind(client, member.token, deviceId, totp(secret, await toNextStep(client)))).userErrors).toEqual([]);
  expect(await readRecoveryCodes(client, member.token)).toBeNull();
  // What the device has proved has gone with it, and nothing else proves as much.
  expect((await sendGenerateCodes(client, member.token)).errors[0]!.extensions).toMatchObject({ code: 'STEP_UP_REQUIRED', operation: 'GENERATE_RECOVERY_CODES' });
  expect((await openStepUp(client, member.token, 'BIND_MFA')).methods).toEqual(['SMS', 'EMAIL']);
});

test('after a hundred wrong codes in a row, over any number of challenges, the set is disabled, until a new one is made', async () => {
  const { member, secret, codes } = await registerWithCodes();
  for (let challenges = 0; challenges < 20; challenges += 1) {
    const { id } = await openStepUp(client, member.token, 'BIND_MFA');
    const wrong = await Promise.all(Array.from({ length: 5 }, () => answer(client, id, 'RECOVERY_CODE', 'wrong', member)));
    expect(tally(wrong.map(({ userErrors }) => userErrors[0].code))).toEqual({ CODE_WRONG: 5 });
  }
  expect((await stepUpByRecoveryCode(member, codes[0]!)).userErrors).toMatchObject([{ code: 'CODE_WRONG', policy: 'security.recoveryCodes.consecutiveFailures', limit: '100' }]);
  await stepUpByMfa(client, member, totp(secret, await toNextStep(client)));
  const [fresh] = await generateCodes(client, member.token);
  expect((await stepUpByRecoveryCode(member, fresh!)).userErrors).toEqual([]);
});
