import { beforeAll, expect, test } from 'vitest';
import { createClient, newAddress, type Client } from '../support/client.ts';
import { graphOf, type SharedGraph } from '../support/graph-of.ts';
import { askAsService, importAccount } from '../support/import.ts';
import { register } from '../support/journeys.ts';
import { newEmail, newPassword, newPhone } from '../support/people.ts';
import { newUsername } from '../support/registering.ts';
import { accountOf, bySms, choose, receiveSignInCode, refusalOf, sendSignInWith, signInWith, viewerOf } from '../support/signing-in.ts';
import { sharedClient, sharedGraph } from '../support/shared-graph.ts';

/** The numbers are those of the security checks. Limits of networks are of the preset tencent: 100 failures an hour. */

const client = sharedClient();
let huaweiGraph: SharedGraph;
let huawei: Client;

beforeAll(async () => {
  huaweiGraph = await graphOf('huawei');
  huawei = createClient(huaweiGraph);
});

const wrong = 'Wrong-Password-1';
/** A client of a network of its own. */
const elsewhere = (): Client => sharedClient(newAddress());

/** Without what differs between any two answers: when a lock ends. */
const lookOf = async (from: Client, input: Record<string, unknown>) => {
  const { status, data, errors } = await sendSignInWith(from, input);
  return { status, errors, data: { ...data.signIn, userErrors: data.signIn.userErrors.map(({ retryAfter, ...rest }: { retryAfter: string | null }) => ({ ...rest, waits: retryAfter !== null })) } };
};

test('check 28 signing in tells nothing: an unknown name, a wrong password, a closing account, an erased one and one of the other site look alike, from the first attempt to the lock', async () => {
  const known = await register(client);
  const closing = await register(client);
  const erased = await register(client);
  const far = { email: newEmail(), password: newPassword() };
  await importAccount(sharedGraph, { origin: 'OLDER_SYSTEM', kind: 'CLOUD', site: 'INTL', email: far.email, password: far.password });
  await askAsService(sharedGraph, 'account', 'mutation($accountId: ID!) { markAccountClosing(accountId: $accountId) }', { accountId: closing.id });
  await askAsService(sharedGraph, 'account', 'mutation($accountId: ID!) { markAccountClosing(accountId: $accountId) eraseAccount(accountId: $accountId) }', { accountId: erased.id });
  const names = [
    { account: known.email, password: wrong },
    { account: newEmail(), password: wrong },
    { account: closing.email, password: closing.password },
    { account: erased.email, password: erased.password },
    { account: far.email, password: far.password },
  ];
  const from = elsewhere();
  for (let tries = 0; tries < 12; tries += 1) {
    const looks = [];
    for (const name of names) looks.push(await lookOf(from, tries < 3 ? name : { ...name, captcha: await client.captcha() }));
    for (const look of looks) expect(look).toEqual(looks[0]);
    expect(looks[0]!.data.userErrors[0].code).toBe(tries < 10 ? 'SIGN_IN_FAILED' : 'SIGN_IN_LOCKED');
  }
});

test('check 28 by SMS an unknown phone, a wrong code and a wrong kind of account look alike', async () => {
  const phone = newPhone();
  await importAccount(huaweiGraph, { kind: 'CLOUD', origin: 'OLDER_SYSTEM', username: newUsername(), email: newEmail(), phone, password: newPassword() });
  const code = await receiveSignInCode(huawei, phone);
  const looks = [
    await lookOf(huawei, { method: 'SMS', accountKind: 'CLOUD', account: newPhone(), code: '000000' }),
    await lookOf(huawei, { method: 'SMS', accountKind: 'CLOUD', account: phone, code: code === '000000' ? '000001' : '000000' }),
    await lookOf(huawei, { method: 'SMS', accountKind: 'PASSPORT', account: phone, code }),
  ];
  for (const look of looks) expect(look).toEqual(looks[0]);
  expect(looks[0]!.data.userErrors[0].code).toBe('SIGN_IN_FAILED');
});

/** Accounts that have one phone and one password. */
const sharePhone = async (howMany: number) => {
  const [phone, password, ids] = [newPhone(), newPassword(), [] as string[]];
  for (let index = 0; index < howMany; index += 1) {
    ids.push(await importAccount(huaweiGraph, { kind: 'CLOUD', origin: 'OLDER_SYSTEM', username: newUsername(), email: newEmail(), phone, password }));
  }
  return { phone, password, ids };
};

test('check 32 accounts to choose from are shown only after the proof; another id, another ticket and a sixth try are refused and counted', async () => {
  const [mine, theirs] = [await sharePhone(2), await sharePhone(2)];
  const given = { accountKind: 'CLOUD', account: mine.phone };
  expect(await signInWith(huawei, { ...given, password: wrong })).toMatchObject({ choice: null, userErrors: [{ code: 'SIGN_IN_FAILED' }] });
  const begin = async (of = mine): Promise<string> => (await signInWith(huawei, { accountKind: 'CLOUD', account: of.phone, password: of.password })).choice.ticket;
  const notFound = { session: null, userErrors: [{ code: 'CHOICE_NOT_FOUND' }] };

  const four = await begin();
  for (let tries = 0; tries < 4; tries += 1) expect(await choose(huawei, four, theirs.ids[0]!)).toMatchObject(notFound);
  expect((await choose(huawei, four, mine.ids[1]!)).userErrors).toEqual([]);
  const five = await begin();
  const burst = await Promise.all(Array.from({ length: 50 }, () => choose(huawei, five, theirs.ids[0]!)));
  for (const answer of burst) expect(answer).toMatchObject(notFound);
  expect(await choose(huawei, five, mine.ids[0]!)).toMatchObject(notFound);
  const other = await begin(theirs);
  expect(await choose(huawei, other, mine.ids[0]!)).toMatchObject(notFound);
  expect(await choose(huawei, 'no-such-ticket', mine.ids[0]!)).toMatchObject(notFound);
  expect((await choose(huawei, other, theirs.ids[0]!)).userErrors).toEqual([]);
  expect(await choose(huawei, other, theirs.ids[0]!)).toMatchObject(notFound);
});

test('check 33 of two hundred wrong passwords at once, each with a captcha, ten are looked at', async () => {
  const { email: account, password } = await register(client);
  const captchas = await Promise.all(Array.from({ length: 200 }, () => client.captcha()));
  const codes = await Promise.all(captchas.map((captcha) => refusalOf(elsewhere(), { account, password: wrong, captcha })));
  const looked = codes.filter((code) => code === 'SIGN_IN_FAILED').length;
  expect(looked).toBe(10);
  expect(codes.filter((code) => code === 'SIGN_IN_LOCKED')).toHaveLength(190);
  expect(await refusalOf(client, { account, password, captcha: await client.captcha() })).toBe('SIGN_IN_LOCKED');
});

test('check 34 five hundred failures of a stranger lock the name, and not the device that has signed in before', async () => {
  const { email: account, password, id } = await register(client);
  const { deviceToken } = await signInWith(client, { account, password });
  expect(deviceToken).toMatch(/^[\w-]+\.[\w-]+\.[0-9a-f]{64}$/);
  const stranger = elsewhere();
  for (let batch = 0; batch < 10; batch += 1) {
    await Promise.all(Array.from({ length: 50 }, async () => sendSignInWith(stranger, { account, password: wrong, captcha: await client.captcha() })));
  }
  expect(await refusalOf(elsewhere(), { account, password })).toBe('SIGN_IN_LOCKED');
  expect(await accountOf(elsewhere(), { account, password, deviceToken })).toBe(id);
  // What is locked stays locked for everybody else.
  expect(await refusalOf(elsewhere(), { account, password })).toBe('SIGN_IN_LOCKED');
});

test('check 34 a device token opens nothing: stolen it gives as many guesses as a stranger has, of another name, altered or old none', async () => {
  const [{ email: account, password }, other] = [await register(client), await register(client)];
  const { deviceToken } = await signInWith(client, { account, password });
  const thief = elsewhere();
  const guess = async (token: string | null, given = wrong) => refusalOf(thief, { account, password: given, deviceToken: token, captcha: await client.captcha() });
  for (let tries = 0; tries < 10; tries += 1) expect(await guess(deviceToken)).toBe('SIGN_IN_FAILED');
  expect(await guess(deviceToken, password)).toBe('SIGN_IN_LOCKED');
  // The owner, from a device that nobody knows, is not locked out by that.
  expect(await refusalOf(client, { account, password })).toBeUndefined();

  const { deviceToken: ofOther } = await signInWith(client, { account: other.email, password: other.password });
  const [nonce, issuedAt, proof] = ofOther.split('.');
  const strangers = [ofOther, `${nonce}x.${issuedAt}.${proof}`, `${nonce}.${issuedAt}x.${proof}`, `${nonce}.${issuedAt}.${proof.replace(/^./, (digit: string) => (digit === '0' ? '1' : '0'))}`, '..', 'x'.repeat(5000)];
  for (let tries = 0; tries < 10; tries += 1) expect(await guess(strangers[tries % strangers.length])).toBe('SIGN_IN_FAILED');
  expect(await guess(null, password)).toBe('SIGN_IN_LOCKED');
});

test('check 34 a device stays known for as long as the policy says', async () => {
  const { email: account, password } = await register(client);
  const { deviceToken } = await signInWith(client, { account, password });
  const lock = async (): Promise<void> => {
    for (let tries = 0; tries < 10; tries += 1) await sendSignInWith(elsewhere(), { account, password: wrong, captcha: await client.captcha() });
  };
  await client.advance('P179D');
  await lock();
  expect(await refusalOf(client, { account, password, deviceToken })).toBeUndefined();
  await client.advance('P1D');
  await lock();
  expect(await refusalOf(client, { account, password, deviceToken })).toBe('SIGN_IN_LOCKED');
});

test('check 35 one password tried on a thousand names from one network: after a hundred each attempt needs a captcha, from elsewhere none does, and in an hour it is forgotten', async () => {
  const [sprayer, { email, password }] = [elsewhere(), await register(client)];
  const codes: (string | undefined)[] = [];
  for (let batch = 0; batch < 20; batch += 1) {
    codes.push(...(await Promise.all(Array.from({ length: 50 }, () => refusalOf(sprayer, { account: newEmail(), password: wrong })))));
  }
  expect(codes).toHaveLength(1000);
  expect(codes.filter((code) => code === 'SIGN_IN_FAILED')).toHaveLength(100);
  expect(codes.filter((code) => code === 'CAPTCHA_REQUIRED')).toHaveLength(900);
  expect((await signInWith(sprayer, { account: email, password })).userErrors).toMatchObject([{ code: 'CAPTCHA_REQUIRED', policy: 'account.lockout.perAddress', limit: '100' }]);
  expect(await refusalOf(elsewhere(), { account: email, password })).toBeUndefined();
  expect(await refusalOf(sprayer, { account: email, password, captcha: await client.captcha() })).toBeUndefined();
  await client.advance('PT1H');
  expect(await refusalOf(sprayer, { account: email, password })).toBeUndefined();
});

test('check 35 of an IPv6 network every address is one', async () => {
  const send = (index: number) => refusalOf(sharedClient(`2001:db8:0:7::${(index + 1).toString(16)}`), { account: newEmail(), password: wrong });
  const codes = await Promise.all(Array.from({ length: 120 }, (_, index) => send(index)));
  expect(codes.filter((code) => code === 'SIGN_IN_FAILED')).toHaveLength(100);
  expect(codes.filter((code) => code === 'CAPTCHA_REQUIRED')).toHaveLength(20);
});

test('check 35 signing in rightly from one network is never counted as failing', async () => {
  const [office, { email: account, password }] = [elsewhere(), await register(client)];
  for (let batch = 0; batch < 6; batch += 1) {
    const codes = await Promise.all(Array.from({ length: 20 }, () => refusalOf(office, { account, password })));
    expect(codes.filter(Boolean)).toEqual([]);
  }
});

test('check 47 a code for signing in is no code for registering or binding, nor the reverse', async () => {
  const phone = newPhone();
  const id = await importAccount(huaweiGraph, { kind: 'CLOUD', origin: 'OLDER_SYSTEM', username: newUsername(), phone, password: newPassword() });
  const codeFor = async (purpose: string): Promise<string> => {
    const seen = await huawei.messages(phone);
    const { data } = await huawei.send('mutation($input: SendCodeInput!) { sendCode(input: $input) { userErrors { code } } }', { input: { purpose, to: phone } });
    expect(data.sendCode.userErrors).toEqual([]);
    return huawei.nextCode(phone, seen);
  };
  for (const purpose of ['REGISTER', 'BIND_LOGIN_METHOD']) expect(await refusalOf(huawei, { method: 'SMS', accountKind: 'CLOUD', account: phone, code: await codeFor(purpose) })).toBe('SIGN_IN_FAILED');
  const code = await codeFor('SIGN_IN');
  const { data } = await huawei.send('query($phone: String!, $code: String!) { phoneRegistration(phone: $phone, code: $code) { status } }', { phone, code });
  expect(data.phoneRegistration.status).toBe('UNKNOWN');
  expect(await refusalOf(huawei, { method: 'SMS', accountKind: 'CLOUD', account: newPhone(), code })).toBe('SIGN_IN_FAILED');
  const { session } = await signInWith(huawei, { method: 'SMS', accountKind: 'CLOUD', account: phone, code });
  expect((await viewerOf(huawei, session.token)).id).toBe(id);
  expect(await refusalOf(huawei, { method: 'SMS', accountKind: 'CLOUD', account: phone, code })).toBe('SIGN_IN_FAILED');
  await huawei.advance('PT1M');
  expect(await accountOf(huawei, { ...(await bySms(huawei, phone)), accountKind: 'CLOUD' })).toBe(id);
});
