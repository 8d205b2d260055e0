import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient, type Client } from '../../support/client.ts';
import { startGraph, type TestGraph } from '../../support/graph.ts';
import { agreementsOf } from '../../support/journeys.ts';
import { arrive, changeUsername, opens, proveBySms, readProfile, sendChangeUsername, sendUpdateProfile, signInAs, updateProfile, type Arrival } from '../../support/profile.ts';
import { importAccount } from '../../support/import.ts';
import { newEmail, newPassword, newPhone } from '../../support/people.ts';
import { newUsername, registerByUsername } from '../../support/registering.ts';

let graph: TestGraph;
let client: Client;

beforeAll(async () => {
  graph = await startGraph({ POLICY: 'baidu' });
  client = createClient(graph);
});
afterAll(() => graph?.stop());

const app = { name: 'baidu-app', version: '13.12' };
const key = (name: string): string => `account.profile.usernameChange.PASSPORT.${name}`;

/** A passport whose session has proved who is there. */
const arriveProved = async (given: Parameters<typeof arrive>[2] = {}): Promise<Arrival> => {
  const arrival = await arrive(graph, client, given);
  await proveBySms(client, arrival, 'CHANGE_USERNAME');
  return arrival;
};

/** Signs in again and proves it, for what comes after a session has run out. */
const comeBack = async (arrival: Arrival): Promise<Arrival> => {
  const back = { ...arrival, token: (await signInAs(client, arrival, arrival.email)).data.signIn.session.token };
  await proveBySms(client, back, 'CHANGE_USERNAME');
  return back;
};

test('BD-ACC-040 the basics given at activation are edited later; nothing holds before the mutation, everything after it', async () => {
  const password = newPassword();
  const email = newEmail();
  await importAccount(graph, { username: newUsername(), email, phone: newPhone(), password });
  const { session } = (await signInAs(client, { kind: 'PASSPORT', password }, email)).data.signIn;
  const first = { nickname: 'Han', industry: 'GAMES', tenantName: 'Tiger' };
  await client.send('mutation($input: ActivateAccountInput!) { activateAccount(input: $input) { userErrors { code } } }', { input: { agreements: await agreementsOf(client), ...first } }, { token: session.token });
  const shown = async () => {
    const { nickname, industry, tenant } = await readProfile(client, session.token);
    return { nickname, industry, tenantName: tenant.name };
  };
  expect(await shown()).toEqual(first);
  const second = { nickname: 'Han Meimei', industry: 'FINANCE', tenantName: 'Tally' };
  expect((await updateProfile(client, session.token, second)).userErrors).toEqual([]);
  expect(await shown()).toEqual(second);
});

test('BD-ACC-041 the user id is shown to who is signed in, and no mutation takes another', async () => {
  const { id, token } = await arrive(graph, client);
  expect((await readProfile(client, token)).id).toBe(id);
  expect((await sendUpdateProfile(client, token, { id: '100000000001' })).errors[0]!.extensions.code).toBe('BAD_USER_INPUT');
  const { data } = await client.send('{ __schema { mutationType { fields { name args { type { ofType { name inputFields { name } } } } } } } }');
  type Field = { name: string; args: { type: { ofType: { inputFields: { name: string }[] | null } | null } }[] };
  const takers = (data.__schema.mutationType.fields as Field[]).filter(({ args }) => args.some(({ type }) => type.ofType?.inputFields?.some((field) => ['id', 'accountId', 'userId', 'uin'].includes(field.name))));
  // These choose an account by its id; none gives one.
  expect(takers.map(({ name }) => name).filter((name) => !['chooseAccount', 'resetPassword'].includes(name))).toEqual([]);
});

test('BD-ACC-042 the login name of a cloud account is never changed', async () => {
  const member = await registerByUsername(client);
  await proveBySms(client, member, 'CHANGE_USERNAME');
  const { account, userErrors } = await changeUsername(client, member.token, { username: newUsername(), app });
  expect(account).toBeNull();
  expect(userErrors).toMatchObject([{ code: 'USERNAME_NOT_CHANGEABLE', policy: 'account.profile.usernameChange.CLOUD.isOffered', limit: 'false' }]);
  expect((await readProfile(client, member.token)).username).toBe(member.username);
});

test('BD-ACC-043 a passport changes its user name from the app alone; from then on the new one signs in, and the old one does not', async () => {
  const arrival = await arriveProved();
  const username = newUsername();
  for (const other of [undefined, null, { name: 'somebody-elses-app', version: '99.0' }]) {
    expect((await changeUsername(client, arrival.token, { username, app: other })).userErrors).toMatchObject([{ code: 'USERNAME_NOT_CHANGEABLE', path: ['app'], policy: key('app.name'), limit: 'baidu-app' }]);
  }
  expect([await opens(client, arrival, arrival.username), await opens(client, arrival, username)]).toEqual([true, false]);
  expect(await changeUsername(client, arrival.token, { username, app })).toEqual({ account: { id: arrival.id, username }, userErrors: [] });
  expect([await opens(client, arrival, arrival.username), await opens(client, arrival, username)]).toEqual([false, true]);
  // Whose answer was lost asks again, and has what was asked for.
  expect((await changeUsername(client, arrival.token, { username, app })).account).toEqual({ id: arrival.id, username });
});

test('BD-ACC-044 the app has version 13.12 or newer, compared as numbers', async () => {
  const { data } = await client.send('{ policy { account { profile { usernameChanges { accountKind isOffered app appVersion every } } } } }');
  expect(data.policy.account.profile.usernameChanges).toContainEqual({ accountKind: 'PASSPORT', isOffered: true, app: 'baidu-app', appVersion: '13.12', every: 'P365D' });
  const arrival = await arriveProved();
  for (const version of ['13.11', '13.9', '13.2.99', '12.99', '13', '', 'newest']) {
    const { userErrors } = await changeUsername(client, arrival.token, { username: newUsername(), app: { ...app, version } });
    expect(userErrors, version).toMatchObject([{ code: 'USERNAME_NOT_CHANGEABLE', path: ['app', 'version'], policy: key('app.version'), limit: '13.12' }]);
  }
  for (const version of ['13.12', '13.12.0', '13.100', '14']) {
    const another = await arriveProved();
    expect((await changeUsername(client, another.token, { username: newUsername(), app: { ...app, version } })).userErrors, version).toEqual([]);
  }
});

test('BD-ACC-045 a user name is changed once a year', async () => {
  const arrival = await arriveProved();
  expect((await changeUsername(client, arrival.token, { username: newUsername(), app })).userErrors).toEqual([]);
  const again = async (token: string) => (await changeUsername(client, token, { username: newUsername(), app })).userErrors;
  const tooSoon = { code: 'USERNAME_NOT_CHANGEABLE', policy: key('every'), limit: 'P365D' };
  expect(await again(arrival.token)).toMatchObject([tooSoon]);
  await client.advance('P364D');
  const [late] = await again((await comeBack(arrival)).token);
  expect(late).toMatchObject(tooSoon);
  expect(late.retryAfter).toMatch(/^P1D$|^PT(23|24)H/);
  await client.advance('P1D');
  expect(await again((await comeBack(arrival)).token)).toEqual([]);
});

test('BD-ACC-045 of fifty changes at once one comes through', async () => {
  const arrival = await arriveProved();
  const names = Array.from({ length: 50 }, newUsername);
  const answers = await Promise.all(names.map((username) => changeUsername(client, arrival.token, { username, app })));
  const changed = answers.flatMap(({ account }) => (account ? [account.username] : []));
  expect(changed).toHaveLength(1);
  for (const { account, userErrors } of answers) if (!account) expect(userErrors).toMatchObject([{ policy: key('every') }]);
  expect((await readProfile(client, arrival.token)).username).toBe(changed[0]);
  expect(await opens(client, arrival, changed[0])).toBe(true);
  // What the others asked for is nobody's.
  const other = await arriveProved();
  expect((await changeUsername(client, other.token, { username: names.find((name) => name !== changed[0])!, app })).userErrors).toEqual([]);
});

test('BD-ACC-045 when the process is killed while fifty changes are under way, the name is changed once or not at all, and signs in', async () => {
  const arrival = await arriveProved();
  const under = Array.from({ length: 50 }, () => sendChangeUsername(client, arrival.token, { username: newUsername(), app }).catch(() => null));
  await Promise.race(under);
  await graph.kill('account', 'SIGKILL');
  await Promise.all(under);
  await graph.start('account');
  const { username } = await readProfile(client, arrival.token);
  expect(await opens(client, arrival, username)).toBe(true);
  const { account } = await changeUsername(client, arrival.token, { username: newUsername(), app });
  // The one who was first may not have been told; then nothing more is allowed.
  expect(account === null).toBe(username !== arrival.username);
});

test('BD-ACC-046 after a sensitive operation the user name stays for a while, and the reason is told', async () => {
  const arrival = await arriveProved();
  await proveBySms(client, arrival, 'CHANGE_PASSWORD');
  const password = newPassword();
  const changed = await client.send('mutation($input: ChangePasswordInput!) { changePassword(input: $input) { userErrors { code } } }', { input: { currentPassword: arrival.password, newPassword: `${password}x` } }, { token: arrival.token });
  expect(changed.data.changePassword.userErrors).toEqual([]);
  const now = { ...arrival, password: `${password}x` };
  // What was proved before the password was changed covers nothing after it.
  await proveBySms(client, now, 'CHANGE_USERNAME');
  const quiet = [{ code: 'USERNAME_NOT_CHANGEABLE', policy: key('quietAfterSensitive'), limit: 'P7D' }];
  expect((await changeUsername(client, now.token, { username: newUsername(), app })).userErrors).toMatchObject(quiet);
  await client.advance('P6DT23H');
  expect((await changeUsername(client, (await comeBack(now)).token, { username: newUsername(), app })).userErrors).toMatchObject(quiet);
  await client.advance('PT1H');
  expect((await changeUsername(client, (await comeBack(now)).token, { username: newUsername(), app })).userErrors).toEqual([]);
});

test('BD-ACC-047 users of the workplace messenger keep their user name, and the reason is told', async () => {
  const arrival = await arriveProved({ traits: ['WORKPLACE_MESSENGER'] });
  expect((await changeUsername(client, arrival.token, { username: newUsername(), app })).userErrors).toMatchObject([{ code: 'USERNAME_NOT_CHANGEABLE', policy: key('notWith'), limit: 'WORKPLACE_MESSENGER' }]);
  expect(await opens(client, arrival, arrival.username)).toBe(true);
});

test('BD-ACC-048 a passport without a user name has none to change', async () => {
  const nameless = await arriveProved({ username: undefined as never });
  expect((await changeUsername(client, nameless.token, { username: newUsername(), app })).userErrors).toMatchObject([{ code: 'USERNAME_NOT_SET' }]);
  expect((await readProfile(client, nameless.token)).username).toBeNull();
});

test('a name belongs to who was first, for ever, however it is written; of fifty that want it at once one gets it', async () => {
  const wanted = newUsername();
  const arrivals: Arrival[] = [];
  for (let index = 0; index < 10; index += 1) arrivals.push(await arriveProved());
  const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => changeUsername(client, arrivals[index % 10]!.token, { username: index % 2 ? wanted : wanted.toUpperCase(), app })));
  const owners = new Set(answers.flatMap(({ account }) => (account ? [account.id] : [])));
  expect(owners.size).toBe(1);
  for (const { userErrors } of answers) for (const { code } of userErrors) expect(['USERNAME_TAKEN', 'USERNAME_NOT_CHANGEABLE']).toContain(code);

  // The name that its owner has given up is nobody else's either.
  const owner = arrivals.find(({ id }) => owners.has(id))!;
  const other = arrivals.find(({ id }) => !owners.has(id))!;
  expect((await changeUsername(client, other.token, { username: owner.username, app })).userErrors).toMatchObject([{ code: 'USERNAME_TAKEN', path: ['username'] }]);
  expect((await readProfile(client, other.token)).username).toBe(other.username);
  expect(await opens(client, other, other.username)).toBe(true);
});

test.for(['abc', '1abcd', 'a@example.com', 'x'.repeat(65), 'a b c d', 'tiger\u202Etally', ''])('%j is no user name', async (username) => {
  const arrival = await arriveProved();
  expect((await changeUsername(client, arrival.token, { username, app })).userErrors).toMatchObject([{ code: 'USERNAME_INVALID', path: ['username'] }]);
});
