import { expect, test } from 'vitest';
import { register, stepUp, type Member } from '../../support/journeys.ts';
import { newPassword } from '../../support/people.ts';
import { checkOf, passCheck, readProtections, set } from '../../support/protections.ts';
import { sharedClient } from '../../support/shared-graph.ts';

const client = sharedClient();

const registerProtected = async (mayTrustDevices: boolean | undefined): Promise<Member> => {
  const member = await register(client);
  await stepUp(client, member, 'SET_LOGIN_PROTECTION');
  const { security, userErrors } = await set(client, member.token, 'setLoginProtection', { methods: ['SMS'], mayTrustDevices });
  expect(userErrors).toEqual([]);
  expect(security.loginProtection).toEqual({ methods: ['SMS'], isDefault: false, mayTrustDevices: mayTrustDevices ?? false });
  return member;
};

const signIn = ({ email, password }: Member, trustToken?: string) => checkOf(client, { account: email, password, trustToken });

/** Passes the check of a sign-in, and has the device trusted. */
const trust = async (member: Member): Promise<{ token: string; trustToken: string }> => {
  const { session, trustToken, userErrors } = await passCheck(client, (await signIn(member))!, member.phone, { trustDevice: true });
  expect(userErrors).toEqual([]);
  expect(trustToken).toMatch(/^[\w-]{43}$/);
  return { token: session.token, trustToken };
};

test('TX-SEC-037 a trusted device is spared the login check for seven days, and any other device is asked', async () => {
  const member = await registerProtected(true);
  expect(await signIn(member)).toMatchObject({ reason: 'PROTECTION', methods: ['SMS'], mayTrustDevice: true });
  const { trustToken } = await trust(member);
  expect(await signIn(member, trustToken)).toBeNull();
  await client.advance('P6D');
  expect(await signIn(member, trustToken)).toBeNull();
  // Use moves nothing on.
  for (const other of [undefined, trustToken.replace(/^./, (first) => (first === 'A' ? 'B' : 'A')), 'made-up']) expect(await signIn(member, other)).toMatchObject({ reason: 'PROTECTION' });
  const stranger = await registerProtected(true);
  expect(await signIn(stranger, trustToken)).toMatchObject({ reason: 'PROTECTION' });
  await client.advance('P1DT1M');
  expect(await signIn(member, trustToken)).toMatchObject({ reason: 'PROTECTION' });
});

test('TX-SEC-038 no device is trusted unless the holder has permitted it with the protection', async () => {
  for (const mayTrustDevices of [undefined, false]) {
    const member = await registerProtected(mayTrustDevices);
    const check = (await signIn(member))!;
    expect(check.mayTrustDevice).toBe(false);
    const { session, trustToken } = await passCheck(client, check, member.phone, { trustDevice: true });
    expect(trustToken).toBeNull();
    expect((await readProtections(client, session.token)).trustedDevices).toEqual([]);
    expect(await signIn(member)).toMatchObject({ reason: 'PROTECTION' });
  }
});

test('TX-SEC-038 what the holder takes back between the sign-in and its code holds', async () => {
  const member = await registerProtected(true);
  const check = (await signIn(member))!;
  expect(check.mayTrustDevice).toBe(true);
  await set(client, member.token, 'setLoginProtection', { methods: ['SMS'], mayTrustDevices: false });
  expect(await passCheck(client, check, member.phone, { trustDevice: true })).toMatchObject({ isPassed: true, trustToken: null });
});

test('without asking for it no device is trusted', async () => {
  const member = await registerProtected(true);
  expect(await passCheck(client, (await signIn(member))!, member.phone)).toMatchObject({ isPassed: true, trustToken: null });
});

test('the trusted devices are listed, and the trust in each can be ended by the holder alone', async () => {
  const [member, stranger] = [await registerProtected(true), await register(client)];
  const { token, trustToken } = await trust(member);
  const { trustedDevices: [device, ...more] } = await readProtections(client, token);
  expect(more).toEqual([]);
  expect(Date.parse(device.expiresAt) - Date.parse(device.trustedAt)).toBe(7 * 86_400_000);
  expect((await set(client, stranger.token, 'endTrustedDevice', { trustedDeviceId: device.id })).userErrors).toMatchObject([{ code: 'TRUSTED_DEVICE_NOT_FOUND', path: ['trustedDeviceId'] }]);
  expect(await signIn(member, trustToken)).toBeNull();
  expect((await set(client, token, 'endTrustedDevice', { trustedDeviceId: device.id })).security.trustedDevices).toEqual([]);
  expect(await signIn(member, trustToken)).toMatchObject({ reason: 'PROTECTION' });
});

test.for([
  ['a change of the login protection', async (member: Member) => {
    await stepUp(client, member, 'SET_LOGIN_PROTECTION');
    await set(client, member.token, 'setLoginProtection', { methods: ['SMS'], mayTrustDevices: true });
  }],
  ['a new password', async (member: Member) => {
    await stepUp(client, member, 'CHANGE_PASSWORD');
    const fresh = newPassword();
    const { data } = await client.send('mutation($input: ChangePasswordInput!) { changePassword(input: $input) { userErrors { code } } }', { input: { currentPassword: member.password, newPassword: fresh } }, { token: member.token });
    expect(data.changePassword.userErrors).toEqual([]);
    member.password = fresh;
  }],
  ['signing out everywhere', async (member: Member) => {
    await stepUp(client, member, 'SIGN_OUT_ALL_SESSIONS');
    expect((await client.send('mutation { signOutEverywhere { endedSessions } }', {}, { token: member.token })).errors).toEqual([]);
  }],
] as const)('%s ends all trust', async ([, happens]) => {
  const member = await registerProtected(true);
  const { token, trustToken } = await trust(member);
  await client.advance('PT1M');
  await happens(Object.assign(member, { token }));
  // What the account is told by security comes a moment after the password was changed.
  await expect.poll(() => signIn(member, trustToken)).toMatchObject({ reason: 'PROTECTION' });
});

test('a device is trusted once for fifty right answers at once, and no more than ten are trusted', async () => {
  const member = await registerProtected(true);
  const check = (await signIn(member))!;
  await client.advance('PT1M');
  const seen = await client.messages(member.phone);
  await client.send('mutation($input: SendChallengeCodeInput!) { sendChallengeCode(input: $input) { sentTo } }', { input: { challengeId: check.id, method: 'SMS' } });
  const code = await client.nextCode(member.phone, seen);
  const document = 'mutation($input: AnswerChallengeInput!) { answerChallenge(input: $input) { session { token } trustToken } }';
  const answers = await Promise.all(Array.from({ length: 50 }, () => client.send(document, { input: { challengeId: check.id, method: 'SMS', code, trustDevice: true } })));
  const trusted = answers.map(({ data }) => data.answerChallenge).filter(({ trustToken }) => trustToken);
  expect(trusted).toHaveLength(1);
  let { token } = trusted[0].session;
  for (let more = 0; more < 10; more += 1) {
    // Ten codes an hour.
    if (more === 5) await client.advance('PT1H');
    token = (await trust(member)).token;
  }
  expect((await readProtections(client, token)).trustedDevices).toHaveLength(10);
  expect(await signIn(member, trusted[0].trustToken)).toMatchObject({ reason: 'PROTECTION' });
});
