import { beforeAll, expect, test } from 'vitest';
import { closeAccount } from '../../support/close-account.ts';
import type { Client } from '../../support/client.ts';
import { createCheckedClient } from '../../support/checked-client.ts';
import { dumpStores } from '../../support/dump-stores.ts';
import { graphOf, type SharedGraph } from '../../support/graph-of.ts';
import { importAccount, sendImport, type Imported } from '../../support/import.ts';
import { agreementsOf, stepUp } from '../../support/journeys.ts';
import { prepareEmail, sendChange } from '../../support/login-methods.ts';
import { newEmail, newPassword, newPhone } from '../../support/people.ts';
import { activate, codesOf, fifty, granted, newUsername, payloadOf, refusalsOf, registerByPhone, sendActivate, sendRegister, prepareByPhone, signInAs, tryProtected } from '../../support/registering.ts';

let graph: SharedGraph;
let client: Client;

beforeAll(async () => {
  graph = await graphOf('huawei');
  client = createCheckedClient(graph);
});

/** A passport from its own site, signed in here for the first time. */
const arrive = async (given: Imported = {}) => {
  const [username, password] = [newUsername(), newPassword()];
  const id = await importAccount(graph, { username, password, ...(given.email ? {} : { phone: newPhone() }), ...given });
  const name = { accountKind: 'PASSPORT', account: given.username ?? username, password };
  const { token, duty } = await signInAs(client, name);
  return { id, name, token, duty };
};

const open = async (token: string, more: Record<string, unknown> = {}) => sendActivate(client, token, { agreements: await agreementsOf(client), ...more });

/** Refused, and nothing made: no tenant, and the session still has its duty. */
const expectClosed = async (token: string, answer: Awaited<ReturnType<typeof open>>, refusals: Record<string, unknown>[]): Promise<void> => {
  expect(payloadOf(answer)).toMatchObject({ account: null, userErrors: refusals });
  expect(payloadOf(answer).userErrors).toHaveLength(refusals.length);
  expect((await client.send('{ viewer { status tenant { id } } }', {}, { token })).data.viewer).toEqual({ status: 'PENDING_ACTIVATION', tenant: null });
  expect(await tryProtected(client, token)).toEqual(['DUTY_FIRST']);
};

test('HW-ACC-001 a Huawei ID that was made elsewhere is recognised here by its own password, and no second credential is made', async () => {
  const { id, name, token, duty } = await arrive({ phone: newPhone(), email: newEmail() });
  expect(duty).toBe('ACTIVATE_ACCOUNT');
  const credentials = async () => (await dumpStores(graph)).filter(({ table, row }) => ['login_method', 'password', 'account'].includes(table) && [row['accountId'], row['id']].includes(id)).map(({ table }) => table).toSorted();
  const before = await credentials();
  expect(before).toEqual(['account', 'login_method', 'login_method', 'login_method', 'password']);
  await activate(client, token);
  const again = await signInAs(client, name);
  expect((await client.send('{ viewer { id kind } }', {}, { token: again.token })).data.viewer).toEqual({ id, kind: 'PASSPORT' });
  expect(await credentials()).toEqual(before);
});

test('HW-ACC-002 in part opening the cloud makes one tenant with an id and a name of its own, also when fifty requests come at once', async () => {
  const [one, other] = [await arrive(), await arrive()];
  const agreements = await agreementsOf(client);
  const answers = await fifty(() => sendActivate(client, one.token, { agreements, tenantName: 'Tenant of one' }));
  const tenants = answers.map((answer) => granted(answer).account.tenant);
  expect(new Set(tenants.map(({ id }: { id: string }) => id)).size).toBe(1);
  expect(tenants[0]).toMatchObject({ id: expect.stringMatching(/^[0-9a-f]{32}$/), name: 'Tenant of one', country: 'CN' });
  expect((await activate(client, other.token)).tenant.id).not.toBe(tenants[0].id);
  expect((await dumpStores(graph)).filter(({ table, row }) => table === 'tenant' && row['accountId'] === one.id)).toHaveLength(1);
});

test('HW-ACC-003 the name of the tenant is shown only where it differs from the name of the Huawei ID', async () => {
  for (const [given, shown] of [[undefined, null], ['the same', null], ['another', 'Another Name']] as const) {
    const username = newUsername();
    const { token } = await arrive({ username });
    const tenantName = given === 'the same' ? username : given && 'Another Name';
    expect((await activate(client, token, tenantName ? { tenantName } : {})).tenant.name).toBe(shown);
    expect((await client.send('{ viewer { tenant { name } } }', {}, { token })).data.viewer.tenant.name).toBe(shown);
  }
});

test('HW-ACC-008 a Huawei ID of a country that is not served is not opened; the refusal says which are, and what can be done', async () => {
  const { token } = await arrive({ country: 'DE' });
  const answer = await open(token);
  expect(payloadOf(answer).userErrors[0]).toMatchObject({ code: 'COUNTRY_NOT_SERVED', policy: 'account.registration.countries', limit: 'CN', message: expect.stringMatching(/[Rr]egister .*served.*, or sign in/) });
  await expectClosed(token, answer, [{ code: 'COUNTRY_NOT_SERVED' }, { code: 'SITE_MISMATCH' }]);
});

test('HW-ACC-007 HW-ACC-009 a Huawei ID with an e-mail address alone is not opened when a cloud account has the address', async () => {
  const [email, free] = [newEmail(), newEmail()];
  await importAccount(graph, { kind: 'CLOUD', origin: 'PARTNER', email, username: newUsername() });
  const { token } = await arrive({ email });
  await expectClosed(token, await open(token), [{ code: 'EMAIL_TAKEN' }]);
  // With an address that is free it is opened.
  expect((await activate(client, (await arrive({ email: free })).token)).status).toBe('ACTIVE');
});

test('HW-ACC-007 one e-mail address opens the cloud once: a second Huawei ID neither arrives with the address of another, nor gets it later', async () => {
  const email = newEmail();
  const first = await arrive({ email });
  await activate(client, first.token);
  // Of fifty that come at once with one address, open or not, one is taken over.
  const free = newEmail();
  const taken = (answer: Awaited<ReturnType<typeof sendImport>>): boolean => answer.errors.some(({ message }) => message.includes('EMAIL_TAKEN'));
  expect(taken(await sendImport(graph, { email }))).toBe(true);
  const arrivals = await fifty(() => sendImport(graph, { email: free, username: newUsername() }));
  expect(arrivals.filter(({ errors }) => errors.length === 0)).toHaveLength(1);
  expect(arrivals.filter(taken)).toHaveLength(49);

  // One that has opened with an address of its own cannot change it to that address.
  const other = { email: newEmail(), phone: newPhone() };
  const { token } = await arrive(other);
  await activate(client, token);
  const holder = { token, phone: other.phone };
  await stepUp(client, holder, 'CHANGE_LOGIN_METHOD');
  expect(payloadOf(await sendChange(client, holder, await prepareEmail(client, { email }))).userErrors).toMatchObject([{ code: 'IDENTITY_TAKEN', path: ['email'] }]);
  const owners = (await dumpStores(graph)).filter(({ table, row }) => table === 'login_method' && row['kind'] === 'EMAIL' && row['accountId'] === first.id);
  expect(owners).toHaveLength(1);
  expect((await signInAs(client, { ...first.name, account: email })).duty).toBeNull();
});

test('HW-ACC-042 in part with a phone besides it is opened although a cloud account has the e-mail address', async () => {
  const email = newEmail();
  await importAccount(graph, { kind: 'CLOUD', origin: 'PARTNER', email, username: newUsername() });
  const { token } = await arrive({ email, phone: newPhone() });
  expect((await activate(client, token)).status).toBe('ACTIVE');
});

test('HW-ACC-010 a Huawei ID of China is not opened with a number of another country', async () => {
  const { token } = await arrive({ phone: '+85261234567' });
  await expectClosed(token, await open(token), [{ code: 'MAINLAND_PHONE_REQUIRED', policy: 'account.activation.phoneOfCountry', limit: 'CN' }]);
  expect((await activate(client, (await arrive({ phone: newPhone() })).token)).status).toBe('ACTIVE');
});

test('HW-ACC-012 a Huawei ID is not opened while its phone has opened the cloud as often as allowed; once one of them is closed it is', async () => {
  const phone = newPhone();
  const first = await registerByPhone(client, { phone });
  const second = await arrive({ phone });
  await activate(client, second.token);
  await client.advance('PT1M');
  expect(codesOf(await sendRegister(client, await prepareByPhone(client, { phone })))).toEqual([]);
  const { token, name } = await arrive({ phone });
  const answer = await open(token);
  expect(payloadOf(answer).userErrors).toMatchObject([{ code: 'PHONE_QUOTA_REACHED', policy: 'account.registration.accountsPerPhone', limit: '3' }]);
  await expectClosed(token, answer, [{ code: 'PHONE_QUOTA_REACHED' }]);
  await closeAccount(client, first);
  expect((await activate(client, token)).status).toBe('ACTIVE');
  expect((await signInAs(client, name)).duty).toBeNull();
});

test('HW-ACC-013 a Huawei ID of China opens the China site alone, one of another country does not', async () => {
  const home = await arrive();
  await expectClosed(home.token, await open(home.token, { site: 'INTL' }), [{ code: 'SITE_MISMATCH', path: ['site'], policy: 'account.site', limit: 'CN' }]);
  const abroad = await arrive({ country: 'US' });
  for (const site of ['CN', 'INTL']) {
    const answer = await open(abroad.token, { site });
    await expectClosed(abroad.token, answer, [{ code: 'COUNTRY_NOT_SERVED' }, { code: 'SITE_MISMATCH', path: ['site'] }]);
  }
  expect(refusalsOf(await open(home.token, { site: 'CN' }))).toEqual([]);
});

test('HW-ACC-014 in part the country of a Huawei ID cannot be changed', async () => {
  const { token } = await arrive();
  await activate(client, token);
  for (const field of ['country', 'site']) {
    const { status, errors } = await client.send('mutation($input: UpdateProfileInput!) { updateProfile(input: $input) { account { id } } }', { input: { [field]: 'DE' } }, { token });
    expect(status).toBe(400);
    expect(errors[0]).toMatchObject({ message: expect.stringContaining(field), extensions: { code: 'BAD_USER_INPUT' } });
  }
  expect((await client.send('{ viewer { country tenant { country } } }', {}, { token })).data.viewer).toEqual({ country: 'CN', tenant: { country: 'CN' } });
});
