import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Client } from '../../support/client.ts';
import { createCheckedClient } from '../../support/checked-client.ts';
import { startGraph, type TestGraph } from '../../support/graph.ts';
import { importAccount } from '../../support/import.ts';
import { sendSignIn } from '../../support/journeys.ts';
import { newEmail, newPassword, newPhone } from '../../support/people.ts';
import { newUsername } from '../../support/registering.ts';
import { accountOf, bySms, choose, refusalOf, sendSignInCode, signInWith, viewerOf } from '../../support/signing-in.ts';

let graph: TestGraph;
let client: Client;

beforeAll(async () => {
  graph = await startGraph({ POLICY: 'huawei' });
  client = createCheckedClient(graph);
});
afterAll(() => graph?.stop());

const newAccount = async (given: Parameters<typeof importAccount>[1] = {}) => {
  const all = { kind: 'CLOUD', origin: 'OLDER_SYSTEM', username: newUsername(), email: newEmail(), phone: newPhone(), password: newPassword(), ...given };
  return { ...all, id: await importAccount(graph, all) };
};

/** Three accounts that have one phone. */
const sharePhone = async (passwords: string[]) => {
  const phone = newPhone();
  const ids: string[] = [];
  for (const [index, password] of passwords.entries()) ids.push((await newAccount({ phone, password, registeredAt: `202${index}-01-01T00:00:00.000Z` })).id);
  return { phone, ids };
};

test('HW-ACC-001 an account that was made on the passport site signs in here, and no second one is made', async () => {
  const passport = await newAccount({ kind: 'PASSPORT', origin: 'PASSPORT_SITE' });
  const first = await accountOf(client, { account: passport.username, password: passport.password });
  expect(first).toBe(passport.id);
  expect(await accountOf(client, { account: passport.email, password: passport.password })).toBe(passport.id);
  expect(await accountOf(client, await bySms(client, passport.phone))).toBe(passport.id);
});

test.for(['WEB', 'MOBILE_BROWSER', 'APP'])('HW-ACC-066 in part, account name, phone and e-mail sign in with the password (%s)', async (channel) => {
  const { id, username, phone, email, password } = await newAccount();
  for (const account of [username, phone, email]) {
    expect(await accountOf(client, { accountKind: 'CLOUD', channel, account, password })).toBe(id);
    expect(await refusalOf(client, { accountKind: 'CLOUD', channel, account, password: newPassword() })).toBe('SIGN_IN_FAILED');
  }
});

test('HW-ACC-067 in part, the page offers account name, phone, registration, forgotten password, sub-user and another account', async () => {
  const { data } = await client.send('{ policy { account { signIn { entries options(channel: WEB) { accountKind methods shownFirst } } } } }');
  expect(data.policy.account.signIn).toEqual({
    entries: ['ACCOUNT_NAME', 'PHONE', 'REGISTER', 'FORGOT_PASSWORD', 'SUB_USER', 'OTHER_ACCOUNT'],
    options: ['PASSPORT', 'CLOUD'].map((accountKind) => ({ accountKind, methods: ['PASSWORD', 'SMS'], shownFirst: ['PASSWORD'] })),
  });
});

test('HW-ACC-068 three accounts on one phone: signing in by phone gives the three to choose from, and each can be picked', async () => {
  const password = newPassword();
  const { phone, ids } = await sharePhone([password, password, password]);
  for (const [index, id] of ids.entries()) {
    // Once a code on the phone, else the password that they share.
    const given = index === 0 ? { ...(await bySms(client, phone)), accountKind: 'CLOUD' } : { accountKind: 'CLOUD', account: phone, password };
    const { session, choice, userErrors } = await signInWith(client, given);
    expect({ session, userErrors }).toEqual({ session: null, userErrors: [] });
    expect(choice.accounts.map((account: { id: string }) => account.id)).toEqual(ids);
    const chosen = await choose(client, choice.ticket, id);
    expect((await viewerOf(client, chosen.session.token)).id).toBe(id);
  }
});

test('HW-ACC-068 in part, account name and e-mail of accounts that share a phone sign in directly', async () => {
  const phone = newPhone();
  const accounts = [await newAccount({ phone }), await newAccount({ phone })];
  for (const { id, username, email, password } of accounts) {
    for (const account of [username, email]) expect(await accountOf(client, { accountKind: 'CLOUD', account, password })).toBe(id);
  }
});

test('the password of one of the accounts that share a phone proves that account alone', async () => {
  const passwords = [newPassword(), `${newPassword()}-b`, `${newPassword()}-c`];
  const { phone, ids } = await sharePhone(passwords);
  for (const [index, password] of passwords.entries()) expect(await accountOf(client, { accountKind: 'CLOUD', account: phone, password })).toBe(ids[index]);
});

test('HW-ACC-072 an account of the platform and a passport with the same names have passwords of their own', async () => {
  const [names, passwords] = [{ username: newUsername(), email: newEmail(), phone: newPhone() }, { CLOUD: newPassword(), PASSPORT: `${newPassword()}-p` }];
  const ids = { CLOUD: (await newAccount({ ...names, kind: 'CLOUD', password: passwords.CLOUD })).id, PASSPORT: (await newAccount({ ...names, kind: 'PASSPORT', origin: 'PASSPORT_SITE', password: passwords.PASSPORT })).id };
  for (const account of Object.values(names)) {
    for (const accountKind of ['CLOUD', 'PASSPORT'] as const) {
      expect(await accountOf(client, { accountKind, account, password: passwords[accountKind] })).toBe(ids[accountKind]);
      expect(await refusalOf(client, { accountKind, account, password: passwords[accountKind === 'CLOUD' ? 'PASSPORT' : 'CLOUD'] })).toBe('SIGN_IN_FAILED');
    }
  }
});

test.for([['PARTNER', 'PARTNER'], ['CORPORATE_SITE', 'CORPORATE_SITE']])('HW-ACC-070 an account of origin %s is told its entrance on the common form, once the password is right, and works by it', async ([origin, entrance]) => {
  const { id, username: account, password } = await newAccount({ origin: origin! });
  const input = { accountKind: 'CLOUD', account, password };
  expect((await signInWith(client, input)).userErrors).toMatchObject([{ code: 'WRONG_ENTRANCE', path: ['entrance'], policy: 'account.signIn.entrances', limit: entrance }]);
  expect(await refusalOf(client, { ...input, password: newPassword() })).toBe('SIGN_IN_FAILED');
  expect(await accountOf(client, { ...input, entrance })).toBe(id);
  const other = entrance === 'PARTNER' ? 'CORPORATE_SITE' : 'PARTNER';
  expect(await refusalOf(client, { ...input, entrance: other })).toBe('WRONG_ENTRANCE');
});

test('HW-ACC-071 an account of the corporate site that was never bound is sent to a passport, and a bound one signs in', async () => {
  const [unbound, bound] = [await newAccount({ origin: 'CORPORATE_SITE', traits: ['NEVER_BOUND'] }), await newAccount({ origin: 'CORPORATE_SITE' })];
  for (const entrance of ['MAIN', 'CORPORATE_SITE']) {
    const input = { accountKind: 'CLOUD', entrance, account: unbound.username };
    expect(await refusalOf(client, { ...input, password: unbound.password })).toBe('USE_PASSPORT');
    expect(await refusalOf(client, { ...input, password: newPassword() })).toBe('SIGN_IN_FAILED');
  }
  expect(await accountOf(client, { accountKind: 'CLOUD', entrance: 'CORPORATE_SITE', account: bound.username, password: bound.password })).toBe(bound.id);
});

test('HW-ACC-073 in part, a session says whether it was made with a passport', async () => {
  for (const kind of ['CLOUD', 'PASSPORT']) {
    const { username: account, password } = await newAccount({ kind });
    const { session } = await signInWith(client, { accountKind: kind, account, password });
    expect((await viewerOf(client, session.token)).kind).toBe(kind);
  }
});

const guess = async (account: string, password = 'Wrong-Password-1') => (await sendSignIn(client, account, password)).data.signIn;
const lock = async (account: string): Promise<void> => {
  for (let tries = 0; tries < 10; tries += 1) expect((await guess(account)).userErrors[0].code).toBe('SIGN_IN_FAILED');
};

test('HW-SEC-001 the lock ends 15 minutes after the failure that locked, not after the first one', async () => {
  const { id, username, password } = await newAccount({ kind: 'PASSPORT' });
  expect((await guess(username)).userErrors[0].code).toBe('SIGN_IN_FAILED');
  await client.advance('PT10M');
  for (let tries = 0; tries < 9; tries += 1) await guess(username);
  await client.advance('PT14M59S');
  const [locked] = (await guess(username, password)).userErrors;
  expect(locked).toMatchObject({ code: 'SIGN_IN_LOCKED', retryAfter: expect.stringMatching(/^PT0?\.?\d+(\.\d+)?S$/) });
  await client.advance('PT1S');
  expect(await accountOf(client, { account: username, password })).toBe(id);
});

test('HW-SEC-001 of fifty wrong passwords at once ten are looked at, and the lock is as long', async () => {
  const { username, password } = await newAccount({ kind: 'PASSPORT' });
  const codes = (await Promise.all(Array.from({ length: 50 }, () => guess(username)))).map(({ userErrors }) => userErrors[0].code);
  expect(codes.filter((code) => code === 'SIGN_IN_FAILED')).toHaveLength(10);
  expect(codes.filter((code) => code === 'SIGN_IN_LOCKED')).toHaveLength(40);
  await client.advance('PT15M');
  expect((await guess(username, password)).session).not.toBeNull();
});

test('HW-SEC-001 what was counted before the process died counts after it', async () => {
  const { username, password } = await newAccount({ kind: 'PASSPORT' });
  for (let tries = 0; tries < 5; tries += 1) await guess(username);
  const underWay = Array.from({ length: 5 }, () => guess(username).catch(() => null));
  await graph.kill('account', 'SIGKILL');
  await Promise.all(underWay);
  await graph.start('account');
  const codes = [];
  for (let tries = 0; tries < 6; tries += 1) codes.push((await guess(username)).userErrors[0].code);
  expect(codes.filter((code) => code === 'SIGN_IN_FAILED').length).toBeLessThanOrEqual(5);
  expect(codes.at(-1)).toBe('SIGN_IN_LOCKED');
  expect((await guess(username, password)).userErrors[0].code).toBe('SIGN_IN_LOCKED');
});

test('HW-SEC-002 in part, a locked sign-in says how long to wait, and the page has an entry to replace the password', async () => {
  const { username, password } = await newAccount({ kind: 'PASSPORT' });
  await lock(username);
  const [locked] = (await guess(username, password)).userErrors;
  expect(locked).toMatchObject({ code: 'SIGN_IN_LOCKED', retryAfter: expect.stringMatching(/^PT1[45]M/) });
  const { data } = await client.send('{ policy { account { signIn { entries } } } }');
  expect(data.policy.account.signIn.entries).toContain('FORGOT_PASSWORD');
});

test('a code is sent to a phone that has an account, and none to another; who asks does not learn which', async () => {
  const [{ phone }, unknown] = [await newAccount(), newPhone()];
  const [known, other] = [await sendSignInCode(client, phone), await sendSignInCode(client, unknown)];
  expect({ ...other.data.sendCode, expiresAt: null }).toEqual({ ...known.data.sendCode, expiresAt: null });
  expect((await client.nextMessage(phone)).text).toMatch(/signing in|登录/);
  expect(await client.messages(unknown)).toEqual([]);
  expect((await sendSignInCode(client, unknown)).data.sendCode.userErrors).toMatchObject([{ code: 'CODE_SENT_RECENTLY' }]);
  expect((await sendSignInCode(client, phone)).data.sendCode.userErrors).toMatchObject([{ code: 'CODE_SENT_RECENTLY' }]);
  expect(await refusalOf(client, { method: 'SMS', account: unknown, code: '123456' })).toBe('SIGN_IN_FAILED');
});
