import { expect, test } from 'vitest';
import { moveContact } from '../../support/contacts.ts';
import { askAsService } from '../../support/import.ts';
import { agreementsOf, receiveCode, register, sendRegistration, sendSignIn, signIn, stepUp, verify } from '../../support/journeys.ts';
import { newEmail, newPhone } from '../../support/people.ts';
import { changeUsername, readProfile, sendChangeUsername, sendUpdateProfile, updateProfile } from '../../support/profile.ts';
import { scanAs } from '../../support/scans.ts';
import { sharedClient, sharedGraph } from '../../support/shared-graph.ts';

const client = sharedClient();
const graph = sharedGraph;

test('TX-ACC-033 a signed-in user changes the nickname without any proof; it holds at once, in every session', async () => {
  const member = await register(client);
  const other = await signIn(client, member);
  const { account, userErrors } = await updateProfile(client, member.token, { nickname: '  韩梅梅 Han  ' });
  expect(userErrors).toEqual([]);
  expect(account.nickname).toBe('韩梅梅 Han');
  for (const token of [member.token, other]) expect((await readProfile(client, token)).nickname).toBe('韩梅梅 Han');
});

test('TX-ACC-034 the industry is one of the given list, chosen without any proof; another is refused', async () => {
  const { token } = await register(client);
  const { industries } = (await client.send('{ policy { account { profile { industries } } } }')).data.policy.account.profile;
  expect(industries.length).toBeGreaterThan(1);
  for (const industry of industries) {
    expect((await updateProfile(client, token, { industry })).userErrors).toEqual([]);
    expect((await readProfile(client, token)).industry).toBe(industry);
  }
  for (const industry of ['ALCHEMY', '', industries[0].toLowerCase()]) {
    expect((await updateProfile(client, token, { industry })).userErrors).toEqual([{ code: 'INDUSTRY_UNKNOWN', path: ['industry'], policy: 'account.profile.industries', limit: industries.join(', ') }]);
  }
  expect((await readProfile(client, token)).industry).toBe(industries.at(-1));
});

test('TX-ACC-032 account id, APPID, time of registration, country and verification status cannot be written: the schema refuses them, and all that comes with them', async () => {
  const { token } = await register(client);
  const read = async () => (await client.send('{ viewer { id appId registeredAt country nickname realName { status } } }', {}, { token })).data.viewer;
  const before = await read();
  for (const [field, value] of Object.entries({ accountId: '1', id: '1', appId: '1', registeredAt: '2020-01-01T00:00:00.000Z', verificationStatus: 'VERIFIED', realName: { status: 'VERIFIED' }, country: 'US' })) {
    const { status, errors } = await sendUpdateProfile(client, token, { nickname: 'Changed', [field]: value });
    expect([status, errors[0]!.extensions.code], field).toEqual([400, 'BAD_USER_INPUT']);
    expect(errors[0]!.message).toContain(`"${field}"`);
  }
  expect(await read()).toEqual(before);
  const { data } = await client.send('{ __type(name: "UpdateProfileInput") { inputFields { name } } }');
  expect(data.__type.inputFields.map(({ name }: { name: string }) => name)).toEqual(['nickname', 'industry', 'tenantName', 'enterpriseName', 'language']);
});

test('a profile changes as a whole or not at all; everything wrong is told at once, with its place; what is left out or null stays', async () => {
  const { token } = await register(client);
  const before = await readProfile(client, token);
  const refused = await updateProfile(client, token, { nickname: 'a\u0007b', industry: 'ALCHEMY', tenantName: 'x'.repeat(65), enterpriseName: 'Tiger Ltd', language: 'ZH' });
  expect(refused.account).toBeNull();
  expect(refused.userErrors).toMatchObject([
    { code: 'NAME_INVALID', path: ['nickname'] },
    { code: 'INDUSTRY_UNKNOWN', path: ['industry'] },
    { code: 'NAME_INVALID', path: ['tenantName'], policy: 'account.activation.tenantName.maxLength', limit: '64' },
    { code: 'ENTERPRISE_NAME_NOT_CHANGEABLE', path: ['enterpriseName'] },
  ]);
  expect(await readProfile(client, token)).toEqual(before);
  expect((await updateProfile(client, token, { nickname: 'Lei', industry: null })).account).toEqual({ ...before, nickname: 'Lei' });
  expect((await updateProfile(client, token, {})).account).toEqual({ ...before, nickname: 'Lei' });
  expect((await sendUpdateProfile(client, undefined, { nickname: 'Nobody' })).errors[0]!.extensions.code).toBe('UNAUTHENTICATED');
});

test.for([
  ['1 character', 'x', null],
  ['32 characters, each of two units', '🐯'.repeat(32), null],
  ['33 characters', 'x'.repeat(33), { policy: 'account.registration.nickname.maxLength', limit: '32' }],
  ['white space only', ' \u3000 ', { policy: 'account.registration.nickname.minLength', limit: '1' }],
  ['a line break', 'Han\nMeimei', { policy: null, limit: null }],
  ['a mark that turns the direction', 'Han\u202EMeimei', { policy: null, limit: null }],
] as const)('a nickname of %s', async ([, nickname, refusal]) => {
  const { token } = await register(client);
  const { userErrors } = await updateProfile(client, token, { nickname });
  expect(userErrors).toEqual(refusal ? [{ code: 'NAME_INVALID', path: ['nickname'], ...refusal }] : []);
});

test('notices are written in the language that the holder has chosen', async () => {
  const member = await register(client);
  expect((await updateProfile(client, member.token, { language: 'ZH' })).account.language).toBe('ZH');
  const to = newEmail();
  await moveContact(client, member.token, { kind: 'EMAIL', to });
  await expect.poll(async () => (await client.messages(to)).map(({ subject }) => subject)).toEqual(expect.arrayContaining(['请确认联系邮箱', '您的联系邮箱已变更']));
});

test('TX-ACC-031 in part every account has one APPID of its own, by which the same account is found', async () => {
  const members = [await register(client), await register(client)];
  const appIds = await Promise.all(members.map(async ({ token }) => (await client.send('{ viewer { appId } }', {}, { token })).data.viewer.appId as string));
  expect(new Set(appIds).size).toBe(2);
  const find = async (appId: string) => (await askAsService(graph, 'account', 'query($appId: ID!) { accountOfAppId(appId: $appId) }', { appId })).data.accountOfAppId;
  for (const [index, appId] of appIds.entries()) expect(await find(appId)).toBe(members[index]!.id);
  expect(await find('1000000000')).toBeNull();
  expect((await client.send('{ viewer { appId } }', {}, { token: await signIn(client, members[0]!) })).data.viewer.appId).toBe(appIds[0]);
});

test('TX-ACC-035 in part the profile shows the verification status, and other parts are told whether what needs a verified account may be used', async () => {
  const member = await register(client);
  const status = async () => (await client.send('{ viewer { realName { status } } }', {}, { token: member.token })).data.viewer.realName.status;
  const mayBeUsed = async () => (await askAsService(graph, 'verification', 'query($id: ID!) { isVerified(accountId: $id) }', { id: member.id })).data.isVerified;
  expect([await status(), await mayBeUsed()]).toEqual(['UNVERIFIED', false]);
  await verify(client, member);
  expect([await status(), await mayBeUsed()]).toEqual(['VERIFIED', true]);
});

test('TX-ACC-036 a session that is opened right after the verification reads it', async () => {
  const member = await register(client);
  await verify(client, member);
  const { data } = await client.send('{ viewer { realName { status } } }', {}, { token: await signIn(client, member) });
  expect(data.viewer.realName.status).toBe('VERIFIED');
});

test('TX-ACC-023 an account that can be signed in to by QQ alone is advised to bind another login method; one with an e-mail address is not', async () => {
  const codesOf = async (token: string) => (await client.send('{ viewer { loginMethods { kind } advice { code message } } }', {}, { token })).data.viewer;
  const phone = newPhone();
  const input = { kind: 'QQ', ...(await scanAs(client, 'QQ', { as: phone.slice(4) })), phone, phoneCode: await receiveCode(client, phone), agreements: await agreementsOf(client) };
  const { account, session, userErrors } = (await sendRegistration(client, input)).data.registerAccount;
  expect(userErrors).toEqual([]);
  expect(account.registeredWith).toBe('QQ');
  expect(await codesOf(session.token)).toEqual({ loginMethods: [{ kind: 'QQ' }], advice: [{ code: 'BIND_ANOTHER_LOGIN_METHOD', message: expect.stringContaining('login method') }] });
  expect((await codesOf((await register(client)).token)).advice).toEqual([]);
});

test('TX-ACC-056 a password older than 90 days gives a hint to change it, and signs in as before', async () => {
  const member = await register(client);
  const { data: { policy } } = await client.send('{ policy { account { password { recommendedAge } } } }');
  expect(policy.account.password.recommendedAge).toBe('P90D');
  const adviceAfterSignIn = async (password = member.password): Promise<string[]> => {
    const { session } = (await sendSignIn(client, member.email, password)).data.signIn;
    const { data } = await client.send('{ viewer { advice { code } } }', {}, { token: session.token });
    return data.viewer.advice.map(({ code }: { code: string }) => code);
  };
  await client.advance('P89DT23H59M');
  expect(await adviceAfterSignIn()).toEqual([]);
  await client.advance('PT1M');
  expect(await adviceAfterSignIn()).toEqual(['PASSWORD_OLD']);
  member.token = await signIn(client, member);
  await stepUp(client, member, 'CHANGE_PASSWORD');
  await client.send('mutation($input: ChangePasswordInput!) { changePassword(input: $input) { userErrors { code } } }', { input: { currentPassword: member.password, newPassword: 'Changed-Password-1' } }, { token: member.token });
  expect(await adviceAfterSignIn('Changed-Password-1')).toEqual([]);
});

test('where the policy offers no change of the user name, it is refused by that policy; and it takes a proof first', async () => {
  const member = await register(client);
  expect((await sendChangeUsername(client, undefined, { username: 'somebody' })).errors[0]!.extensions.code).toBe('UNAUTHENTICATED');
  expect((await sendChangeUsername(client, member.token, { username: 'somebody' })).errors[0]!.extensions).toMatchObject({ code: 'STEP_UP_REQUIRED', operation: 'CHANGE_USERNAME' });
  await stepUp(client, member, 'CHANGE_USERNAME');
  expect((await changeUsername(client, member.token, { username: 'somebody' })).userErrors).toMatchObject([{ code: 'USERNAME_NOT_CHANGEABLE', policy: 'account.profile.usernameChange.CLOUD.isOffered', limit: 'false' }]);
});
