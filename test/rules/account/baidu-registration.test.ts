import { beforeAll, expect, test } from 'vitest';
import { createClient, type Client } from '../../support/client.ts';
import { closeAccount } from '../../support/close-account.ts';
import { dumpStores } from '../../support/dump-stores.ts';
import { graphOf, type SharedGraph } from '../../support/graph-of.ts';
import { importAccount, sendImport } from '../../support/import.ts';
import { agreementsOf, receiveCode, sendCode, stepUp } from '../../support/journeys.ts';
import { receiveBindCode, sendChange } from '../../support/login-methods.ts';
import { newPassword, newPhone } from '../../support/people.ts';
import { activate, codesOf, fifty, granted, newUsername, payloadOf, prepareByPhone, prepareByUsername, refusalsOf, registerByPhone, registerByUsername, sendRegister, signInAs, tryProtected } from '../../support/registering.ts';

let graph: SharedGraph;
let client: Client;

beforeAll(async () => {
  graph = await graphOf('baidu');
  client = createClient(graph);
});

test('BD-ACC-012 registering takes user name, password, phone and consent: each that is missing is named, and with all of them there is an account', async () => {
  const input = await prepareByUsername(client);
  expect(refusalsOf(await sendRegister(client, { kind: 'USERNAME', agreements: [] }))).toEqual([
    'FIELD_REQUIRED username',
    'FIELD_REQUIRED phone',
    'FIELD_REQUIRED phoneCode',
    'FIELD_REQUIRED password',
    'AGREEMENT_NOT_ACCEPTED agreements',
  ]);
  for (const field of ['username', 'phone', 'phoneCode', 'password'] as const) {
    for (const nothing of [undefined, null, '', '  ']) expect(refusalsOf(await sendRegister(client, { ...input, [field]: nothing }))).toEqual([`FIELD_REQUIRED ${field}`]);
  }
  expect(refusalsOf(await sendRegister(client, { ...input, agreements: [] }))).toEqual(['AGREEMENT_NOT_ACCEPTED agreements']);

  const { account, session } = granted(await sendRegister(client, input));
  expect(account).toMatchObject({ username: input.username, registeredWith: 'USERNAME', loginMethods: [{ kind: 'USERNAME', isRegistrationMethod: true }] });
  // The phone becomes the bound one: step-ups go there. The user name stays.
  await client.advance('PT1M');
  const holder = { token: session.token, phone: input.phone };
  await stepUp(client, holder, 'CHANGE_USERNAME');
  const change = await client.send('mutation { changeUsername(input: { username: "another-name" }) { userErrors { code } } }', {}, { token: holder.token });
  expect(codesOf(change)).toEqual(['USERNAME_NOT_CHANGEABLE']);
  expect((await client.send('{ viewer { username } }', {}, { token: holder.token })).data.viewer.username).toBe(input.username);
});

test('BD-ACC-013 a user name is taken however it is written, also when fifty ask for it at once', async () => {
  const username = newUsername();
  const prepared: Awaited<ReturnType<typeof prepareByUsername>>[] = [];
  for (let index = 0; index < 10; index += 1) prepared.push(await prepareByUsername(client, { username }));
  const answers = await fifty((index) => sendRegister(client, prepared[index % prepared.length]!));
  // So many passwords at once are not all hashed; who was turned away for it has not been registered.
  const judged = answers.filter(({ errors }) => errors[0]?.extensions.code !== 'RATE_LIMITED');
  expect(judged.filter((answer) => payloadOf(answer).account)).toHaveLength(1);
  expect(judged.flatMap(refusalsOf)).toContain('USERNAME_TAKEN username');
  const fullWidth = [...username].map((letter) => String.fromCodePoint(letter.codePointAt(0)! + 0xfee0)).join('');
  const more = await prepareByUsername(client);
  for (const written of [username.toUpperCase(), ` ${username} `, fullWidth]) expect(refusalsOf(await sendRegister(client, { ...more, username: written }))).toEqual(['USERNAME_TAKEN username']);
  // The refusals have used up nothing.
  expect(codesOf(await sendRegister(client, more))).toEqual([]);
});

test.for(['abc', 'x'.repeat(65), '1tiger', 'ti ger', 'tiger@example.com', '+8613800000000', 'ti\u202eger'])('%j is no user name', async (username) => {
  const input = await prepareByUsername(client);
  expect(refusalsOf(await sendRegister(client, { ...input, username }))).toEqual(['USERNAME_INVALID username']);
});

test('BD-ACC-014 the user name of a closed account is never given again; another name registers with the same phone', async () => {
  const input = await prepareByUsername(client);
  const { account, session } = granted(await sendRegister(client, input));
  await closeAccount(client, { id: account.id, token: session.token, phone: input.phone });
  await client.advance('PT1M');
  const phoneCode = await receiveCode(client, input.phone);
  expect(refusalsOf(await sendRegister(client, { ...input, username: input.username.toUpperCase(), phoneCode }))).toEqual(['USERNAME_TAKEN username']);
  const again = granted(await sendRegister(client, { ...input, username: newUsername(), phoneCode }));
  expect(again.account.id).not.toBe(account.id);
});

test('BD-ACC-015 three agreements are asked for: the user service agreement, the online ordering agreement and the privacy policy', async () => {
  expect((await agreementsOf(client)).map(({ id }) => id)).toEqual(['user-service-agreement', 'online-ordering-agreement', 'privacy-policy']);
});

test('BD-ACC-016 without all three agreements in their versions in force nobody is registered; what was accepted is kept with the account', async () => {
  const input = await prepareByUsername(client);
  const missing = [[], ...input.agreements.map((left) => input.agreements.filter((agreement) => agreement !== left)), input.agreements.map(({ id }) => ({ id, version: '1999-01' }))];
  for (const agreements of missing) expect(refusalsOf(await sendRegister(client, { ...input, agreements }))).toEqual(['AGREEMENT_NOT_ACCEPTED agreements']);
  const { errors } = await sendRegister(client, { ...input, agreements: undefined });
  expect(errors[0]!.extensions.code).toBe('BAD_USER_INPUT');
  const before = await client.now();
  const { account } = granted(await sendRegister(client, input));
  const kept = (await dumpStores(graph)).filter(({ table, row }) => table === 'consent' && row['holder'] === account.id).map(({ row }) => row);
  expect(kept.map(({ textId, version }) => ({ id: textId, version }))).toEqual(expect.arrayContaining(input.agreements));
  expect(kept).toHaveLength(3);
  for (const { at } of kept) expect(Number(at)).toBeGreaterThanOrEqual(before);
});

test('BD-ACC-017 a cloud account is active with its number as soon as it is registered, and nothing is left to activate at the first sign-in', async () => {
  const input = await prepareByUsername(client);
  const { account, session } = granted(await sendRegister(client, input));
  expect(account).toMatchObject({ id: expect.stringMatching(/^\d{12}$/), status: 'ACTIVE', tenant: { id: expect.stringMatching(/^[0-9a-f]{32}$/) } });
  expect(session.duty).toBeNull();
  const { token, duty } = await signInAs(client, { accountKind: 'CLOUD', account: input.username, password: input.password });
  expect(duty).toBeNull();
  expect(await tryProtected(client, token)).toEqual([]);
});

test('BD-ACC-004 one phone registers one Baidu account, also when fifty ask at once', async () => {
  const input = await prepareByPhone(client);
  const answers = await fifty(() => sendRegister(client, input));
  const opened = answers.filter((answer) => payloadOf(answer).account);
  expect(opened).toHaveLength(1);
  expect(payloadOf(opened[0]!).account).toMatchObject({ kind: 'PASSPORT', status: 'PENDING_ACTIVATION', registeredWith: 'PHONE' });
  await client.advance('PT1M');
  const second = await prepareByPhone(client, { phone: input.phone });
  expect(payloadOf(await sendRegister(client, second)).userErrors).toMatchObject([{ code: 'PHONE_QUOTA_REACHED', path: ['phone'], policy: 'account.registration.accountsPerPhone', limit: '1' }]);
  // The two kinds are counted apart.
  expect(codesOf(await sendRegister(client, { ...second, kind: 'USERNAME', username: newUsername() }))).toEqual([]);
});

test('BD-ACC-005 one phone registers ten cloud accounts: with nine a tenth succeeds, of fifty at once one, and an eleventh is refused', async () => {
  const phone = newPhone();
  const registerOne = async (): Promise<string[]> => {
    await client.advance('PT6M');
    return codesOf(await sendRegister(client, await prepareByUsername(client, { phone })));
  };
  for (let count = 1; count <= 9; count += 1) expect(await registerOne()).toEqual([]);
  await client.advance('PT6M');
  const tenth = await prepareByUsername(client, { phone });
  const answers = await fifty(() => sendRegister(client, { ...tenth, username: newUsername() }));
  expect(answers.filter((answer) => payloadOf(answer).account)).toHaveLength(1);
  await client.advance('PT6M');
  const eleventh = await sendRegister(client, await prepareByUsername(client, { phone }));
  expect(payloadOf(eleventh).userErrors).toMatchObject([{ code: 'PHONE_QUOTA_REACHED', path: ['phone'], limit: '10' }]);
});

test('BD-ACC-006 one phone is the login method of at most five Baidu accounts, whichever way they came by it', async () => {
  const phone = newPhone();
  for (let count = 1; count <= 4; count += 1) await importAccount(graph, { phone, username: newUsername() });
  const atOnce = await fifty(() => sendImport(graph, { phone, username: newUsername() }));
  expect(atOnce.filter(({ errors }) => errors.length === 0)).toHaveLength(1);
  for (const { errors } of atOnce.filter((answer) => answer.errors.length > 0)) expect(errors[0]).toMatchObject({ message: expect.stringContaining('PHONE_QUOTA_REACHED'), extensions: { code: 'BAD_USER_INPUT' } });
  // Registering a sixth with it fails too, and tells so only to who has the phone.
  const input = await prepareByPhone(client, { phone });
  expect(refusalsOf(await sendRegister(client, { ...input, phoneCode: String((Number(input.phoneCode) + 1) % 1_000_000).padStart(6, '0') }))).toEqual(['CODE_WRONG phoneCode']);
  expect(payloadOf(await sendRegister(client, input)).userErrors).toMatchObject([{ code: 'PHONE_QUOTA_REACHED', limit: '5' }]);
  // And so does binding it to a sixth that has another phone.
  const sixth = await registerByPhone(client);
  await activate(client, sixth.token);
  await client.advance('PT1M');
  await stepUp(client, sixth, 'CHANGE_LOGIN_METHOD');
  const change = async (to: string) => sendChange(client, sixth, { kind: 'PHONE', phone: to, phoneCode: await receiveBindCode(client, to) });
  expect(payloadOf(await change(phone)).userErrors).toMatchObject([{ code: expect.stringMatching(/QUOTA_REACHED/), limit: '5' }]);
  expect(codesOf(await change(newPhone()))).toEqual([]);
});

test('BD-ACC-040 BD-ACC-022 the basics that are given at activation are shown, and edited afterwards: only once the change is confirmed', async () => {
  const { token } = await registerByPhone(client);
  const account = await activate(client, token, { nickname: '老虎', industry: 'FINANCE', tenantName: 'Tiger Tally' });
  expect(account).toMatchObject({ nickname: '老虎', industry: 'FINANCE', tenant: { name: 'Tiger Tally' } });
  const read = async () => (await client.send('{ viewer { nickname industry tenant { name } } }', {}, { token })).data.viewer;
  const basics = { nickname: '老虎', industry: 'FINANCE', tenant: { name: 'Tiger Tally' } };
  expect(await read()).toEqual(basics);
  const update = (input: Record<string, unknown>) => client.send('mutation($input: UpdateProfileInput!) { updateProfile(input: $input) { userErrors { code path } } }', { input }, { token });
  expect((await update({ nickname: 'fine', industry: 'NO SUCH LINE' })).data.updateProfile.userErrors).toMatchObject([{ code: 'INDUSTRY_UNKNOWN' }]);
  expect(await read()).toEqual(basics);
  expect((await update({ nickname: '猛虎', industry: 'GAMES', tenantName: 'Tally of Tigers' })).data.updateProfile.userErrors).toEqual([]);
  expect(await read()).toEqual({ nickname: '猛虎', industry: 'GAMES', tenant: { name: 'Tally of Tigers' } });
});

test('BD-ACC-041 the holder sees the account number, and nothing takes a new one', async () => {
  const { token, id } = await registerByUsername(client);
  expect((await client.send('{ viewer { id } }', {}, { token })).data.viewer.id).toBe(id);
  for (const [input, mutation] of [['UpdateProfileInput', 'updateProfile'], ['ActivateAccountInput', 'activateAccount']] as const) {
    for (const field of ['id', 'accountId', 'userId']) {
      const { status, errors } = await client.send(`mutation($input: ${input}!) { ${mutation}(input: $input) { account { id } } }`, { input: { agreements: [], [field]: '100000000001' } }, { token });
      expect([status, errors[0]!.extensions.code]).toEqual([400, 'BAD_USER_INPUT']);
    }
  }
  const { errors } = await sendRegister(client, { ...(await prepareByUsername(client)), id: '100000000001' });
  expect(errors[0]).toMatchObject({ message: expect.stringContaining('id'), extensions: { code: 'BAD_USER_INPUT' } });
});

test('who asks for a code to register does not learn whether the phone has accounts', async () => {
  const { phone } = await registerByPhone(client);
  await client.advance('PT1M');
  const shapeOf = async (to: string) => {
    const { status, data, errors } = await sendCode(client, to);
    return { status, errors, fields: Object.keys(data.sendCode), refusals: data.sendCode.userErrors };
  };
  expect(await shapeOf(phone)).toEqual(await shapeOf(newPhone()));
});

test('a passport registers without a password, or with one that signs in', async () => {
  const input = await prepareByPhone(client);
  const { password: _password, passwordAgain: _again, ...without } = input;
  expect(codesOf(await sendRegister(client, without))).toEqual([]);
  const other = await prepareByPhone(client, { password: newPassword() });
  expect(codesOf(await sendRegister(client, other))).toEqual([]);
  expect((await signInAs(client, { accountKind: 'PASSPORT', account: other.phone, password: other.password })).duty).toBe('ACTIVATE_ACCOUNT');
});
