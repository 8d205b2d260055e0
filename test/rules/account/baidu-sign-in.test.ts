import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient, type Client } from '../../support/client.ts';
import { startGraph, type TestGraph } from '../../support/graph.ts';
import { importAccount } from '../../support/import.ts';
import { agreementsOf } from '../../support/journeys.ts';
import { newEmail, newPassword, newPhone } from '../../support/people.ts';
import { newUsername } from '../../support/registering.ts';
import { sendStartScan, startScan } from '../../support/scans.ts';
import { accountOf, byThirdParty, bySms, refusalOf, sendSignInWith, signInWith, viewerOf } from '../../support/signing-in.ts';
import { wechatSubjectOf } from '../../support/third-party-subjects.ts';

let graph: TestGraph;
let client: Client;

beforeAll(async () => {
  graph = await startGraph({ POLICY: 'baidu' });
  client = createClient(graph);
});
afterAll(() => graph?.stop());

const channels = ['WEB', 'MOBILE_BROWSER', 'APP'];

const readPolicy = async () => {
  const { data, errors } = await client.send('{ policy { account { signIn { accountKinds { kind signInNames thirdParties } options { accountKind channel methods shownFirst agreements { id version } } } } } }');
  expect(errors).toEqual([]);
  return data.policy.account.signIn;
};
const optionOf = async (accountKind: string, channel: string) => (await readPolicy()).options.find((option: { accountKind: string; channel: string }) => option.accountKind === accountKind && option.channel === channel);
/** What the channel asks to agree to. */
const consentsFor = async (accountKind: string, channel: string): Promise<{ id: string; version: string }[]> => (await optionOf(accountKind, channel)).agreements;

const newAccount = async (given: Parameters<typeof importAccount>[1] = {}) => {
  const all = { username: newUsername(), email: newEmail(), phone: newPhone(), password: newPassword(), ...given };
  return { ...all, id: await importAccount(graph, all) };
};
const newCloudAccount = () => newAccount({ kind: 'CLOUD', origin: 'OLDER_SYSTEM', registeredAt: '2023-01-01T00:00:00.000Z' });

test('BD-ACC-001 there are two kinds of account, the passport and the account of the platform; any other is refused', async () => {
  expect((await readPolicy()).accountKinds.map(({ kind }: { kind: string }) => kind)).toEqual(['PASSPORT', 'CLOUD']);
  const { data, errors } = await sendSignInWith(client, { accountKind: 'SUB_USER', account: 'somebody', password: newPassword() });
  expect(data).toBeNull();
  expect(errors[0]!.extensions.code).toBe('BAD_USER_INPUT');
});

test('BD-ACC-002 a passport from elsewhere signs in with its password and with the WeChat that is bound to it, to the same account', async () => {
  const as = `lin-${newEmail()}`;
  const { id, email, password } = await newAccount({ identities: [{ kind: 'WECHAT', subject: wechatSubjectOf(as) }] });
  expect(await accountOf(client, { account: email, password })).toBe(id);
  const byWechat = await signInWith(client, await byThirdParty(client, 'WECHAT', { as }));
  expect(byWechat).toMatchObject({ isNewAccount: false, userErrors: [] });
  expect((await viewerOf(client, byWechat.session.token)).id).toBe(id);
});

test('BD-ACC-003 an account of the marketing platform signs in by the entrance of cloud accounts with its user name', async () => {
  const { id, username: account, password } = await newAccount({ kind: 'CLOUD', origin: 'MARKETING' });
  const { session, userErrors } = await signInWith(client, { accountKind: 'CLOUD', account, password });
  expect(userErrors).toEqual([]);
  expect(await viewerOf(client, session.token)).toMatchObject({ id, kind: 'CLOUD' });
  expect(await refusalOf(client, { accountKind: 'PASSPORT', account, password })).toBe('SIGN_IN_FAILED');
});

test('BD-ACC-007 a phone that is bound to two passports opens the one that had it first, by code and by password, and never the other', async () => {
  const phone = newPhone();
  const first = await newAccount({ phone, password: `${newPassword()}-a` });
  const second = await newAccount({ phone, password: `${newPassword()}-b` });
  expect(await accountOf(client, await bySms(client, phone))).toBe(first.id);
  expect(await accountOf(client, { account: phone, password: first.password })).toBe(first.id);
  expect(await refusalOf(client, { account: phone, password: second.password })).toBe('SIGN_IN_FAILED');
  expect(await accountOf(client, { account: second.email, password: second.password })).toBe(second.id);
});

test('BD-ACC-008 a passport is named by phone, e-mail address or user name', async () => {
  const { id, phone, email, username, password } = await newAccount();
  for (const account of [phone, phone.replace('+86', ''), email, email.toUpperCase(), username, username.toUpperCase()]) expect(await accountOf(client, { account, password })).toBe(id);
});

test('BD-ACC-009 an account of the platform is named by its user name alone', async () => {
  const { id, phone, email, username, password } = await newCloudAccount();
  for (const account of [phone, email]) expect(await refusalOf(client, { accountKind: 'CLOUD', account, password })).toBe('SIGN_IN_FAILED');
  expect(await accountOf(client, { accountKind: 'CLOUD', account: username, password })).toBe(id);
});

test.for([
  ['BD-ACC-026', 'WEB', ['SMS', 'APP_SCAN', 'PASSWORD', 'THIRD_PARTY']],
  ['BD-ACC-028', 'MOBILE_BROWSER', ['SMS', 'PASSWORD', 'APP_SCAN']],
  ['BD-ACC-029', 'APP', ['FACE', 'SMS', 'PASSWORD']],
] as const)('%s on channel %s a passport signs in by these methods alone', async ([, channel, methods]) => {
  expect((await optionOf('PASSPORT', channel)).methods.toSorted()).toEqual([...methods].toSorted());
  const agreements = await consentsFor('PASSPORT', channel);
  for (const method of ['PASSWORD', 'SMS', 'THIRD_PARTY', 'APP_SCAN', 'FACE']) {
    const refusal = await refusalOf(client, { method, channel, agreements, account: newPhone(), password: newPassword(), code: '000000', ticket: 'no-such-ticket', authorisationCode: 'x', faceToken: 'x' });
    expect(refusal === 'SIGN_IN_METHOD_NOT_OFFERED', method).toBe(!(methods as readonly string[]).includes(method));
  }
});

test('BD-ACC-027 WeChat, QQ and Weibo are the third parties; another is refused', async () => {
  const { accountKinds } = await readPolicy();
  expect(accountKinds.find(({ kind }: { kind: string }) => kind === 'PASSPORT').thirdParties).toEqual(['WECHAT', 'QQ', 'WEIBO']);
  for (const kind of ['WECHAT', 'QQ', 'WEIBO']) {
    const { unknownIdentity, userErrors } = await signInWith(client, await byThirdParty(client, kind, { as: `someone-${newEmail()}` }));
    expect(userErrors).toEqual([]);
    expect(unknownIdentity).toMatchObject({ kind, choices: ['LINK'] });
  }
  for (const kind of ['WECOM', 'WECHAT_OFFICIAL']) expect((await sendStartScan(client, { kind })).data.startScan.userErrors).toMatchObject([{ code: 'SCAN_KIND_NOT_OFFERED' }]);
});

test('BD-ACC-030 on every channel an account of the platform signs in by password alone', async () => {
  const { id, username, phone, password } = await newCloudAccount();
  for (const channel of channels) {
    expect((await optionOf('CLOUD', channel)).methods).toEqual(['PASSWORD']);
    const input = { accountKind: 'CLOUD', channel, agreements: await consentsFor('CLOUD', channel) };
    expect(await accountOf(client, { ...input, account: username, password })).toBe(id);
    for (const method of ['SMS', 'THIRD_PARTY', 'APP_SCAN', 'FACE']) expect(await refusalOf(client, { ...input, method, account: phone, code: '000000', ticket: 'x', authorisationCode: 'x' })).toBe('SIGN_IN_METHOD_NOT_OFFERED');
  }
});

test('BD-ACC-031 on a computer the page opens with SMS and the scan by an app; the password is reached by switching', async () => {
  const { methods, shownFirst } = await optionOf('PASSPORT', 'WEB');
  expect(shownFirst).toEqual(['SMS', 'APP_SCAN']);
  expect(methods).toContain('PASSWORD');
});

test('BD-ACC-032 a code on an unknown phone registers a passport that has to be activated; on a known phone it registers none', async () => {
  const phone = newPhone();
  const first = await signInWith(client, await bySms(client, phone));
  expect(first).toMatchObject({ isNewAccount: true, session: { duty: 'ACTIVATE_ACCOUNT' }, userErrors: [] });
  const account = await viewerOf(client, first.session.token);
  expect(account).toMatchObject({ kind: 'PASSPORT', status: 'PENDING_ACTIVATION' });
  const second = await signInWith(client, await bySms(client, phone));
  expect(second).toMatchObject({ isNewAccount: false, userErrors: [] });
  expect((await viewerOf(client, second.session.token)).id).toBe(account.id);
});

test('BD-ACC-032 of fifty requests at once with one code one registers, and there is one account', async () => {
  const phone = newPhone();
  const input = await bySms(client, phone);
  const answers = await Promise.all(Array.from({ length: 50 }, () => signInWith(client, input)));
  const opened = answers.filter(({ session }) => session);
  expect(opened).toHaveLength(1);
  expect(answers.filter(({ userErrors }) => userErrors[0]?.code === 'SIGN_IN_FAILED')).toHaveLength(49);
  const { id } = await viewerOf(client, opened[0].session.token);
  const again = await signInWith(client, await bySms(client, phone));
  expect(again.isNewAccount).toBe(false);
  expect((await viewerOf(client, again.session.token)).id).toBe(id);
});

test('BD-ACC-032 a process that dies while it registers leaves one account or none, and the next sign-in works', async () => {
  const phone = newPhone();
  const input = await bySms(client, phone);
  const underWay = Array.from({ length: 5 }, () => sendSignInWith(client, input).catch(() => null));
  await graph.kill('account', 'SIGKILL');
  await Promise.all(underWay);
  await graph.start('account');
  await client.advance('PT2M');
  const ids = [];
  for (let times = 0; times < 2; times += 1) ids.push(await accountOf(client, await bySms(client, phone)));
  expect(ids[1]).toBe(ids[0]);
});

const activate = async (token: string): Promise<void> => {
  const { data, errors } = await client.send('mutation($input: ActivateAccountInput!) { activateAccount(input: $input) { account { status } userErrors { code path } } }', { input: { agreements: await agreementsOf(client) } }, { token });
  expect(errors, JSON.stringify(errors)).toEqual([]);
  expect(data.activateAccount).toMatchObject({ account: { status: 'ACTIVE' }, userErrors: [] });
};
/** The app reads the QR code that the page shows, which is not the secret of the browser. */
const confirmScan = async (token: string, url: string, app: string) => {
  const ticket = new URL(url).hash.slice(1);
  const { data, errors } = await client.send('mutation($input: ConfirmScanInput!) { confirmScan(input: $input) { scan { state } userErrors { code } } }', { input: { ticket, app } }, { token });
  expect(errors, JSON.stringify(errors)).toEqual([]);
  return data.confirmScan;
};
/** Somebody who is signed in in an app. */
const signedInApp = async () => {
  const { session } = await signInWith(client, await bySms(client, newPhone()));
  await activate(session.token);
  return { token: session.token as string, id: (await viewerOf(client, session.token)).id };
};

test.for(['baidu-app', 'baidu-netdisk', 'baidu-cloud-app', 'baidu-maps'])('BD-ACC-033 a scan that is confirmed in %s signs in on the computer', async (app) => {
  const { token, id } = await signedInApp();
  const { ticket, url } = await startScan(client, { kind: 'APP' });
  const byScan = { method: 'APP_SCAN', ticket };
  expect(await refusalOf(client, byScan)).toBe('SCAN_NOT_FOUND');
  expect(await confirmScan(token, url, app)).toMatchObject({ scan: { state: 'CONFIRMED' }, userErrors: [] });
  expect(await refusalOf(client, { ...byScan, accountKind: 'CLOUD' })).toBe('SIGN_IN_METHOD_NOT_OFFERED');
  expect(await accountOf(client, byScan)).toBe(id);
  expect(await refusalOf(client, byScan)).toBe('SCAN_NOT_FOUND');
});

test('BD-ACC-034 a QR code that is refreshed has a new ticket, and the one before can be confirmed no more', async () => {
  const { token, id } = await signedInApp();
  const { ticket: replaces, url: oldUrl } = await startScan(client, { kind: 'APP' });
  const { ticket, url } = await startScan(client, { kind: 'APP', replaces });
  expect(ticket).not.toBe(replaces);
  expect((await confirmScan(token, oldUrl, 'baidu-app')).userErrors).toMatchObject([{ code: 'SCAN_NOT_FOUND' }]);
  expect((await confirmScan(token, url, 'baidu-app')).userErrors).toEqual([]);
  expect(await refusalOf(client, { method: 'APP_SCAN', ticket: replaces })).toBe('SCAN_NOT_FOUND');
  expect(await accountOf(client, { method: 'APP_SCAN', ticket })).toBe(id);
});

test('BD-ACC-035 a passport does not sign in as an account of the platform, nor the reverse', async () => {
  const [passport, cloud] = [await newAccount(), await newCloudAccount()];
  expect(await refusalOf(client, { accountKind: 'CLOUD', account: passport.username, password: passport.password })).toBe('SIGN_IN_FAILED');
  expect(await refusalOf(client, { accountKind: 'PASSPORT', account: cloud.username, password: cloud.password })).toBe('SIGN_IN_FAILED');
  expect(await accountOf(client, { accountKind: 'PASSPORT', account: passport.username, password: passport.password })).toBe(passport.id);
  expect(await accountOf(client, { accountKind: 'CLOUD', account: cloud.username, password: cloud.password })).toBe(cloud.id);
});

test('BD-ACC-036 in the app both kinds of account sign in only with the service agreement and the privacy policy accepted', async () => {
  for (const [accountKind, { id, username: account, password }] of [['PASSPORT', await newAccount()], ['CLOUD', await newCloudAccount()]] as const) {
    const input = { accountKind, channel: 'APP', account, password };
    const all = await consentsFor(accountKind, 'APP');
    expect(all.map(({ id: text }) => text)).toEqual(expect.arrayContaining(['user-service-agreement', 'privacy-policy']));
    for (const left of ['user-service-agreement', 'privacy-policy']) {
      const { userErrors } = await signInWith(client, { ...input, agreements: all.filter(({ id: text }) => text !== left) });
      expect(userErrors).toMatchObject([{ code: 'AGREEMENT_NOT_ACCEPTED', path: ['agreements'], limit: left }]);
    }
    expect(await refusalOf(client, input)).toBe('AGREEMENT_NOT_ACCEPTED');
    expect(await refusalOf(client, { ...input, agreements: all.map(({ id: text }) => ({ id: text, version: '2001-01' })) })).toBe('AGREEMENT_NOT_ACCEPTED');
    expect(await accountOf(client, { ...input, agreements: all })).toBe(id);
  }
});

test('BD-ACC-038 the same credentials are accepted on every channel', async () => {
  for (const [accountKind, { id, username: account, password }] of [['PASSPORT', await newAccount()], ['CLOUD', await newCloudAccount()]] as const) {
    for (const channel of channels) expect(await accountOf(client, { accountKind, channel, account, password, agreements: await consentsFor(accountKind, channel) })).toBe(id);
  }
  const phone = newPhone();
  const ids = [];
  for (const channel of channels) ids.push(await accountOf(client, { ...(await bySms(client, phone)), channel, agreements: await consentsFor('PASSPORT', channel) }));
  expect(new Set(ids).size).toBe(1);
});
