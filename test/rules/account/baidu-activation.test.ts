import { spawnSync } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import { projectRoot } from '../../../subgraphs/shared/project-root.ts';
import { createClient, type Client } from '../../support/client.ts';
import { dumpStores } from '../../support/dump-stores.ts';
import { graphOf, type SharedGraph } from '../../support/graph-of.ts';
import { hashElsewhere, importAccount, sendImport } from '../../support/import.ts';
import { agreementsOf } from '../../support/journeys.ts';
import { newEmail, newPassword, newPhone } from '../../support/people.ts';
import { activate, codesOf, fifty, granted, newUsername, payloadOf, prepareByUsername, refusalsOf, registerByPhone, sendActivate, sendRegister, sendSignInAs, signInAs, tryProtected } from '../../support/registering.ts';

let graph: SharedGraph;
let client: Client;

beforeAll(async () => {
  graph = await graphOf('baidu');
  client = createClient(graph);
});

const statusOf = async (token: string): Promise<string> => (await client.send('{ viewer { status } }', {}, { token })).data.viewer.status;

/** An account of the platform that comes from elsewhere, with what it signs in with. */
const importCloud = async (given: Record<string, unknown>) => {
  const [username, password] = [newUsername(), newPassword()];
  const id = await importAccount(graph, { kind: 'CLOUD', username, password, ...given });
  return { id, name: { accountKind: 'CLOUD', account: username, password } };
};

const importPassport = async (given: Record<string, unknown> = {}) => {
  const [phone, password] = [newPhone(), newPassword()];
  const id = await importAccount(graph, { phone, password, ...given });
  return { id, phone, name: { accountKind: 'PASSPORT', account: phone, password } };
};

test.for([
  ['BD-ACC-018 of the older system, registered the day before the cut-off, is activated first', { origin: 'OLDER_SYSTEM', registeredAt: '2022-09-06T12:00:00+08:00' }, true],
  ['BD-ACC-018 of the older system, registered a moment before the cut-off, is activated first', { origin: 'OLDER_SYSTEM', registeredAt: '2022-09-06T23:59:59+08:00' }, true],
  ['BD-ACC-018 of the older system, registered on the day of the cut-off, is active', { origin: 'OLDER_SYSTEM', registeredAt: '2022-09-07T00:00:00+08:00' }, false],
  ['BD-ACC-018 of the older system, registered later, is active', { origin: 'OLDER_SYSTEM', registeredAt: '2022-10-01T00:00:00+08:00' }, false],
  ['BD-ACC-019 of the marketing platform is activated first, whenever it was registered', { origin: 'MARKETING', registeredAt: '2024-01-01T00:00:00Z' }, true],
] as const)('a cloud account %s', async ([, given, isAsked]) => {
  const { name } = await importCloud(given);
  const { token, duty } = await signInAs(client, name);
  expect(duty).toBe(isAsked ? 'ACTIVATE_ACCOUNT' : null);
  expect(await statusOf(token)).toBe(isAsked ? 'PENDING_ACTIVATION' : 'ACTIVE');
  expect(await tryProtected(client, token)).toEqual(isAsked ? ['DUTY_FIRST'] : []);
  if (!isAsked) return;
  await activate(client, token);
  expect(await tryProtected(client, token)).toEqual([]);
  expect((await signInAs(client, name)).duty).toBeNull();
});

test('BD-ACC-020 a Baidu account is activated at its first sign-in, which makes its tenant; later sign-ins do not ask again', async () => {
  const { id, name } = await importPassport();
  const first = await signInAs(client, name);
  expect(first.duty).toBe('ACTIVATE_ACCOUNT');
  const read = async (token: string) => (await client.send('{ viewer { id tenant { id } } }', {}, { token })).data.viewer;
  expect(await read(first.token)).toEqual({ id, tenant: null });
  expect(await tryProtected(client, first.token)).toEqual(['DUTY_FIRST']);
  const { tenant, status } = await activate(client, first.token);
  expect([status, tenant.id]).toEqual(['ACTIVE', expect.stringMatching(/^[0-9a-f]{32}$/)]);
  expect(await tryProtected(client, first.token)).toEqual([]);
  const next = await signInAs(client, name);
  expect(next.duty).toBeNull();
  expect(await read(next.token)).toEqual({ id, tenant: { id: tenant.id } });
  expect(await tryProtected(client, next.token)).toEqual([]);
});

test('BD-ACC-021 without all three agreements nothing is activated; what was accepted is kept', async () => {
  const { id, name } = await importPassport();
  const { token } = await signInAs(client, name);
  const agreements = await agreementsOf(client);
  for (const given of [[], ...agreements.map((left) => agreements.filter((agreement) => agreement !== left)), agreements.map(({ id }) => ({ id, version: '1999-01' }))]) {
    const answer = await sendActivate(client, token, { agreements: given });
    expect(refusalsOf(answer)).toEqual(['AGREEMENT_NOT_ACCEPTED agreements']);
    expect(payloadOf(answer).account).toBeNull();
  }
  expect((await client.send('{ viewer { status tenant { id } } }', {}, { token })).data.viewer).toEqual({ status: 'PENDING_ACTIVATION', tenant: null });
  expect(await tryProtected(client, token)).toEqual(['DUTY_FIRST']);
  const readConsents = async () => (await dumpStores(graph)).filter(({ table, row }) => table === 'consent' && row['holder'] === id).map(({ row }) => ({ id: row['textId'], version: row['version'] }));
  expect(await readConsents()).toEqual([]);
  await activate(client, token);
  expect(await readConsents()).toEqual(expect.arrayContaining(agreements));
});

test('BD-ACC-023 one login account has one tenant: fifty activations at once make one, a later one changes nothing, and its identities bind no other account', async () => {
  const username = newUsername();
  const { id, phone, name } = await importPassport({ username, email: newEmail() });
  const sessions = [await signInAs(client, name), await signInAs(client, name)];
  const agreements = await agreementsOf(client);
  const answers = await fifty((index) => sendActivate(client, sessions[index % 2]!.token, { agreements, tenantName: `Tenant ${index}` }));
  const tenants = answers.map((answer) => granted(answer).account.tenant);
  expect(new Set(tenants.map((tenant: { id: string }) => tenant.id)).size).toBe(1);
  expect(new Set(tenants.map((tenant: { name: string }) => tenant.name)).size).toBe(1);
  for (const { token } of sessions) expect(await tryProtected(client, token)).toEqual([]);
  expect((await dumpStores(graph)).filter(({ table, row }) => table === 'tenant' && row['accountId'] === id)).toHaveLength(1);

  const again = granted(await sendActivate(client, sessions[0]!.token, { agreements, tenantName: 'Another one' })).account.tenant;
  expect(again).toEqual(tenants[0]);
  const conflict = await sendImport(graph, { username, phone: newPhone() });
  expect(conflict.errors[0]).toMatchObject({ message: expect.stringContaining('USERNAME_TAKEN'), extensions: { code: 'BAD_USER_INPUT' } });
  // The phone of the login account signs in to the same account as before.
  const { token } = await signInAs(client, name);
  expect((await client.send('{ viewer { id tenant { id } } }', {}, { token })).data.viewer).toEqual({ id, tenant: { id: again.id } });
  expect(phone).toBe(name.account);
});

test('one idempotency key activates once: fifty at once get one answer, another input is refused', async () => {
  const { token } = await registerByPhone(client);
  const input = { agreements: await agreementsOf(client), tenantName: 'Tiger', idempotencyKey: randomUUID() };
  const answers = await fifty(() => sendActivate(client, token, input));
  expect(new Set(answers.map((answer) => granted(answer).account.tenant.id)).size).toBe(1);
  expect(refusalsOf(await sendActivate(client, token, { ...input, tenantName: 'Lion' }))).toEqual(['IDEMPOTENCY_KEY_REUSED idempotencyKey']);
});

test('the basics are refused with their fields, all at once, and nothing is activated then', async () => {
  const { token } = await registerByPhone(client);
  const answer = await sendActivate(client, token, { agreements: [], nickname: 'a\u202eb', industry: 'PIRACY', tenantName: 'x'.repeat(65), site: 'INTL' });
  expect(refusalsOf(answer)).toEqual(['NAME_INVALID nickname', 'INDUSTRY_UNKNOWN industry', 'NAME_INVALID tenantName', 'AGREEMENT_NOT_ACCEPTED agreements', 'SITE_MISMATCH site']);
  expect(await statusOf(token)).toBe('PENDING_ACTIVATION');
});

test('BD-ACC-024 in part nothing takes the login account from its tenant or gives it another', async () => {
  const { token } = await registerByPhone(client);
  const { tenant } = await activate(client, token);
  const { data } = await client.send('{ __schema { mutationType { fields { name } } } }');
  expect(data.__schema.mutationType.fields.map(({ name }: { name: string }) => name).filter((name: string) => /tenant|rebind/i.test(name))).toEqual([]);
  expect((await client.send('{ viewer { tenant { id } } }', {}, { token })).data.viewer.tenant.id).toBe(tenant.id);
});

test('an account is taken over once, however often and in whatever order it is sent, with its password as it was', async () => {
  const [originId, email, username, password] = [randomUUID(), newEmail(), newUsername(), newPassword()];
  const input = { originId, email, username, password, phone: newPhone(), identities: [{ kind: 'WEIBO', subject: randomUUID() }], nickname: '老友', traits: ['ENTERPRISE'] };
  const ids = await fifty(() => importAccount(graph, input));
  expect(new Set(ids).size).toBe(1);
  for (const account of [email, username, input.phone]) {
    const { token } = await signInAs(client, { accountKind: 'PASSPORT', account, password });
    const { data } = await client.send('{ viewer { id nickname kind username registeredAt loginMethods { kind } } }', {}, { token });
    expect(data.viewer).toMatchObject({ id: ids[0], nickname: '老友', kind: 'PASSPORT', username, registeredAt: '2020-01-01T00:00:00.000Z' });
    expect(data.viewer.loginMethods.map(({ kind }: { kind: string }) => kind).toSorted()).toEqual(['EMAIL', 'PHONE', 'USERNAME', 'WEIBO']);
  }
  // The same again with other contents is still the same account.
  expect(await importAccount(graph, { originId, email: newEmail() })).toBe(ids[0]);
  expect(codesOf(await sendSignInAs(client, { accountKind: 'PASSPORT', account: email, password: newPassword() }))).toEqual(['SIGN_IN_FAILED']);
});

test.for([
  ['a name that is taken', { username: 'the-taken-one' }, /USERNAME_TAKEN/],
  ['a hash of another kind', { passwordHash: '$2b$10$abcdefghijklmnopqrstuu' }, /passwordHash/],
  ['a hash that would cost too much', { passwordHash: `$argon2id$v=19$m=9999999,t=2,p=1$${'a'.repeat(22)}$${'b'.repeat(43)}` }, /passwordHash/],
  ['nothing to sign in with', { username: undefined }, /no identity/],
  ['a third party that such accounts do not have', { identities: [{ kind: 'WECOM', subject: 'x' }] }, /WECOM/],
  ['a wrong country', { country: 'China' }, /country/],
  ['a time to come', { registeredAt: '2199-01-01T00:00:00Z' }, /registeredAt/],
  ['an origin that is none', { origin: 'HERE' }, /origin/],
] as const)('%s is refused in words, and nothing of the account is kept', async ([, given, problem]) => {
  if (problem.source === 'USERNAME_TAKEN') await importAccount(graph, { originId: 'the-taken-one', username: 'the-taken-one' });
  const [originId, email] = [randomUUID(), newEmail()];
  const base = { originId, username: newUsername(), ...('username' in given && given.username ? { email } : {}) };
  const { errors } = await sendImport(graph, { ...base, ...(given as object) });
  expect(errors[0]).toMatchObject({ message: expect.stringMatching(problem), extensions: { code: 'BAD_USER_INPUT' } });
  expect((await dumpStores(graph)).filter(({ row }) => row['originId'] === originId)).toEqual([]);
  // Mended, it is taken over, with the address that was not kept either.
  expect(await importAccount(graph, { originId, email, username: newUsername() })).toMatch(/^\d{12}$/);
});

test('a user name is one name for accounts that register and for those that are taken over', async () => {
  const username = newUsername();
  await importCloud({ username, origin: 'OLDER_SYSTEM' });
  expect(refusalsOf(await sendRegister(client, await prepareByUsername(client, { username: username.toUpperCase() })))).toEqual(['USERNAME_TAKEN username']);
});

test('a file of accounts is taken over line by line: what is refused is said with its line, without what stands in it, and a second run changes nothing', async () => {
  const [email, password, bad] = [newEmail(), newPassword(), newEmail()];
  const common = { origin: 'PASSPORT_SITE', kind: 'PASSPORT', country: 'CN', site: 'CN', registeredAt: '2020-01-01T00:00:00Z' };
  const lines = [{ ...common, originId: randomUUID(), email, passwordHash: await hashElsewhere(password) }, { ...common, originId: randomUUID(), email: bad, passwordHash: 'x' }];
  const file = join(graph.dataDirectory, 'accounts.jsonl');
  writeFileSync(file, `${lines.map((line) => JSON.stringify(line)).join('\n')}\n\n{"no": JSON\n`);
  const { INTERNAL_KEY } = JSON.parse(readFileSync(join(graph.dataDirectory, 'keys.json'), 'utf8')) as { INTERNAL_KEY: string };
  for (let run = 0; run < 2; run += 1) {
    const { status, stdout, stderr } = spawnSync(process.execPath, [join(projectRoot, 'dist/scripts/import-accounts.js'), file], { env: { ...process.env, INTERNAL_KEY, ACCOUNT_URL: graph.subgraphUrls.account }, encoding: 'utf8' });
    expect([status, stdout]).toEqual([1, '1 taken over, 2 refused\n']);
    expect(stderr).toMatch(/accounts\.jsonl:2: passwordHash.*\n.*accounts\.jsonl:4: /);
    expect(stderr).not.toContain(bad);
  }
  expect((await signInAs(client, { accountKind: 'PASSPORT', account: email, password })).duty).toBe('ACTIVATE_ACCOUNT');
});
