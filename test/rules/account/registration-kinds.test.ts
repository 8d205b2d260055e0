import { randomInt } from 'node:crypto';
import { expect, test } from 'vitest';
import { idOf } from '../../../sandbox/third-party/code-book.ts';
import { askAsService, importAccount } from '../../support/import.ts';
import { agreementsOf, prepareRegistration, receiveCode, register, sendRegistration, stepUp } from '../../support/journeys.ts';
import { bindScanned, prepareScan, sendBind } from '../../support/login-methods.ts';
import { newEmail, newPhone } from '../../support/people.ts';
import { codesOf, fifty, granted, payloadOf, refusalsOf, sendRegister, sendSignInAs, signInAs } from '../../support/registering.ts';
import { scanAs, type Deed } from '../../support/scans.ts';
import { sharedClient, sharedGraph } from '../../support/shared-graph.ts';

const client = sharedClient();
const graph = sharedGraph;

/** A person, official account or company member whom nobody has met yet, as the provider's page shows them. */
const newDeed = (kind: string): Deed => {
  const name = `t${randomInt(1e9)}`;
  if (kind === 'QQ') return { as: String(randomInt(1e8, 1e9)) };
  if (kind === 'WECOM') return { as: name, corp: `ww${name}`, role: 'CREATOR' };
  return kind === 'WECHAT_OFFICIAL' ? { as: name, account: `gh_${name}` } : { as: name };
};

const prepareByScan = async (kind: string, deed: Deed, phone = newPhone()) => ({
  kind,
  ...(await scanAs(client, kind, deed)),
  phone,
  phoneCode: await receiveCode(client, phone),
  agreements: await agreementsOf(client),
});

const thirdParties = ['QQ', 'WECHAT', 'WECHAT_OFFICIAL', 'WECOM'];

test('TX-ACC-001 an account is registered with one e-mail address, QQ, WeChat, official account or WeCom identity, which stays marked; no other kind registers', async () => {
  const { data } = await client.send('{ policy { account { registration { kinds } } } }');
  expect(data.policy.account.registration.kinds.toSorted()).toEqual(['EMAIL', 'QQ', 'WECHAT', 'WECHAT_OFFICIAL', 'WECOM']);

  const byEmail = granted(await sendRegister(client, await prepareRegistration(client)));
  expect(byEmail.account).toMatchObject({ registeredWith: 'EMAIL', loginMethods: [{ kind: 'EMAIL', isRegistrationMethod: true }] });
  for (const kind of thirdParties) {
    const { account, session } = granted(await sendRegister(client, await prepareByScan(kind, newDeed(kind))));
    expect(account, kind).toMatchObject({ kind: 'CLOUD', status: 'ACTIVE', registeredWith: kind, loginMethods: [{ kind, isRegistrationMethod: true }] });
    expect(session.duty).toBeNull();
  }
  const input = await prepareByScan('WECHAT', newDeed('WECHAT'));
  for (const kind of ['PHONE', 'USERNAME', 'WEIBO']) {
    expect(payloadOf(await sendRegister(client, { ...input, kind, username: 'somebody' })).userErrors).toMatchObject([{ code: 'REGISTRATION_KIND_NOT_OFFERED', path: ['kind'], policy: 'account.registration.ways' }]);
  }
  // A ticket of one kind is none of another, and is not used up by trying.
  expect(refusalsOf(await sendRegister(client, { ...input, kind: 'QQ' }))).toEqual(['SCAN_NOT_FOUND ticket']);
  expect(codesOf(await sendRegister(client, input))).toEqual([]);
});

/** Of fifty requests at once, with five tickets of one identity, one registers it; later ones, with nothing else in the way, are refused. */
const expectRegisteredOnce = async (kind: string, deed: Deed): Promise<string> => {
  const inputs: Awaited<ReturnType<typeof prepareByScan>>[] = [];
  for (let index = 0; index < 5; index += 1) inputs.push(await prepareByScan(kind, deed));
  const answers = await fifty((index) => sendRegister(client, inputs[index % inputs.length]!));
  const opened = answers.flatMap((answer) => payloadOf(answer).account ?? []);
  expect(opened).toHaveLength(1);
  expect(answers.flatMap(refusalsOf)).toContain('IDENTITY_TAKEN ticket');

  const again = await sendRegister(client, await prepareByScan(kind, deed));
  expect(payloadOf(again).account).toBeNull();
  expect(refusalsOf(again)).toEqual(['IDENTITY_TAKEN ticket']);
  const { token } = await signInAs(client, { method: 'THIRD_PARTY', ...(await scanAs(client, kind, deed)) });
  expect((await client.send('{ viewer { id } }', {}, { token })).data.viewer.id).toBe(opened[0].id);
  return opened[0].id;
};

test.for([
  ['TX-ACC-003', 'QQ'],
  ['TX-ACC-005', 'WECHAT_OFFICIAL'],
  ['TX-ACC-006', 'WECOM'],
] as const)('%s one %s identity registers one account, also when fifty requests come at once', async ([, kind]) => {
  await expectRegisteredOnce(kind, newDeed(kind));
});

test('TX-ACC-004 one WeChat registers one account, also when fifty requests come at once; bound it opens more, up to the quota of its kind', async () => {
  const deed = newDeed('WECHAT');
  await expectRegisteredOnce('WECHAT', deed);
  const { data } = await client.send('{ policy { account { loginMethods { kinds { kind mostAccounts } } } } }');
  const { mostAccounts } = data.policy.account.loginMethods.kinds.find(({ kind }: { kind: string }) => kind === 'WECHAT');
  expect(mostAccounts).toBe(50);
  // All but the first and the last place are taken by accounts from elsewhere that have the same WeChat.
  const subject = `o6_${idOf('wechat', deed.as).slice(0, 25)}`;
  for (let taken = 1; taken < mostAccounts - 1; taken += 1) await importAccount(graph, { kind: 'CLOUD', origin: 'PARTNER', email: newEmail(), identities: [{ kind: 'WECHAT', subject }] });
  const [last, tooMany] = [await register(client), await register(client)];
  await bindScanned(client, last, 'WECHAT', deed);
  await stepUp(client, tooMany, 'BIND_LOGIN_METHOD');
  expect(payloadOf(await sendBind(client, tooMany, await prepareScan(client, tooMany, 'WECHAT', deed))).userErrors).toMatchObject([{ code: 'BIND_QUOTA_REACHED', limit: '50' }]);
});

test('TX-ACC-010 the registered identity of every kind signs in with the next request', async () => {
  for (const kind of thirdParties) {
    const deed = newDeed(kind);
    const { account } = granted(await sendRegister(client, await prepareByScan(kind, deed)));
    expect(account.status).toBe('ACTIVE');
    const { token, duty } = await signInAs(client, { method: 'THIRD_PARTY', ...(await scanAs(client, kind, deed)) });
    expect(duty).toBeNull();
    expect((await client.send('{ viewer { id status } }', {}, { token })).data.viewer).toEqual({ id: account.id, status: 'ACTIVE' });
  }
});

test('an unknown identity that signed in registers with the same ticket, without a second authorisation', async () => {
  const scan = await scanAs(client, 'WECHAT', newDeed('WECHAT'));
  const { unknownIdentity } = payloadOf(await sendSignInAs(client, { method: 'THIRD_PARTY', ...scan }));
  expect(unknownIdentity.choices).toContain('REGISTER');
  const phone = newPhone();
  const input = { kind: 'WECHAT', ticket: unknownIdentity.ticket, phone, phoneCode: await receiveCode(client, phone), agreements: await agreementsOf(client) };
  expect(codesOf(await sendRegister(client, input))).toEqual([]);
});

test('TX-ACC-012 an enterprise that registers with QQ or WeChat gets advice, in the language of the caller, and is not refused', async () => {
  for (const [kind, advised] of [['QQ', true], ['WECHAT', true], ['WECHAT_OFFICIAL', false], ['WECOM', false]] as const) {
    const input = { ...(await prepareByScan(kind, newDeed(kind))), isEnterprise: true };
    const { account, advice } = granted(await sendRegister(client, input, { 'accept-language': 'zh-CN' }));
    expect(account.registeredWith).toBe(kind);
    expect(advice.map(({ code }: { code: string }) => code), kind).toEqual(advised ? ['ENTERPRISE_WITH_PERSONAL_IDENTITY'] : []);
    if (advised) expect(advice[0].message).toMatch(/企业/);
  }
  const person = granted(await sendRegister(client, await prepareByScan('QQ', newDeed('QQ'))));
  expect(person.advice).toEqual([]);
  const byEmail = granted(await sendRegister(client, { ...(await prepareRegistration(client)), isEnterprise: true }));
  expect(byEmail.advice).toEqual([]);
});

test('TX-ACC-031 in part an account gets one APPID, by which other products find the same account', async () => {
  const input = await prepareRegistration(client);
  const { account } = granted(await sendRegister(client, input));
  const { account: other } = granted(await sendRegister(client, await prepareRegistration(client)));
  expect(account.appId).toMatch(/^[1-9]\d{9}$/);
  expect(other.appId).not.toBe(account.appId);
  const find = (appId: string) => askAsService(graph, 'account', 'query($appId: ID!) { accountOfAppId(appId: $appId) }', { appId });
  expect((await find(account.appId)).data).toEqual({ accountOfAppId: account.id });
  expect((await find(other.appId)).data).toEqual({ accountOfAppId: other.id });
  expect((await find('1000000000')).data).toEqual({ accountOfAppId: null });
  const { token } = await signInAs(client, { account: input.email, password: input.password });
  expect((await client.send('{ viewer { appId } }', {}, { token })).data.viewer.appId).toBe(account.appId);
});

test('TX-ACC-032 of the basic information nickname and industry are edited; account id, APPID, registration time and verification status are refused', async () => {
  const { token, id } = await register(client);
  const update = (input: Record<string, unknown>) => client.send('mutation($input: UpdateProfileInput!) { updateProfile(input: $input) { account { nickname industry } userErrors { code } } }', { input }, { token });
  expect((await update({ nickname: '虎符', industry: 'GAMES' })).data.updateProfile).toEqual({ account: { nickname: '虎符', industry: 'GAMES' }, userErrors: [] });
  const before = (await client.send('{ viewer { id appId registeredAt realName { status } } }', {}, { token })).data.viewer;
  expect(before.id).toBe(id);
  for (const [field, value] of Object.entries({ accountId: '100000000001', id: '100000000001', appId: '1000000001', registeredAt: '2020-01-01T00:00:00.000Z', verificationStatus: 'VERIFIED', country: 'US', status: 'FROZEN' })) {
    const { status, data, errors } = await update({ nickname: 'changed', [field]: value });
    expect([status, data], field).toEqual([400, null]);
    expect(errors[0]).toMatchObject({ message: expect.stringContaining(field), extensions: { code: 'BAD_USER_INPUT' } });
  }
  expect((await client.send('{ viewer { nickname id appId registeredAt realName { status } } }', {}, { token })).data.viewer).toEqual({ nickname: '虎符', ...before });
});

test('TX-ACC-013 of one person the accounts that were registered separately stay two, each with its own number', async () => {
  const phone = newPhone();
  const byEmail = granted(await sendRegistration(client, await prepareRegistration(client, { phone }))).account;
  await client.advance('PT1M');
  const byScan = granted(await sendRegister(client, await prepareByScan('QQ', newDeed('QQ'), phone))).account;
  expect(byScan.id).not.toBe(byEmail.id);
  const { data } = await client.send('{ __schema { mutationType { fields { name } } } }');
  expect(data.__schema.mutationType.fields.filter(({ name }: { name: string }) => /merge|unite|join|transfer/i.test(name))).toEqual([]);
});
