import { beforeAll, expect, test } from 'vitest';
import type { Client } from '../../support/client.ts';
import { createCheckedClient } from '../../support/checked-client.ts';
import { changeContact, readContacts } from '../../support/contacts.ts';
import { graphOf, type SharedGraph } from '../../support/graph-of.ts';
import { arrive, changeUsername, opens, proveBySms, readProfile, sendUpdateProfile, signInAs, updateProfile } from '../../support/profile.ts';
import { newUsername } from '../../support/registering.ts';

let graph: SharedGraph;
let client: Client;

beforeAll(async () => {
  graph = await graphOf('huawei');
  client = createCheckedClient(graph);
});

test('HW-ACC-003 the tenant name is shown when it differs from the account name, and only then', async () => {
  const { token, username } = await arrive(graph, client);
  const shown = async () => (await readProfile(client, token)).tenant.name;
  expect(await shown()).toBeNull();
  expect((await updateProfile(client, token, { tenantName: 'Tiger Tally Ltd' })).account.tenant).toEqual({ name: 'Tiger Tally Ltd' });
  expect(await shown()).toBe('Tiger Tally Ltd');
  expect((await updateProfile(client, token, { tenantName: username })).userErrors).toEqual([]);
  expect(await shown()).toBeNull();
});

test('HW-ACC-004 the tenant name and the name of a cloud account are changed by the customer; queries and sign-in use the new ones', async () => {
  const arrival = await arrive(graph, client, { kind: 'CLOUD', origin: 'OLDER_SYSTEM' });
  await updateProfile(client, arrival.token, { tenantName: 'Tally' });
  await proveBySms(client, arrival, 'CHANGE_USERNAME');
  const username = newUsername();
  expect(await changeUsername(client, arrival.token, { username })).toEqual({ account: { id: arrival.id, username }, userErrors: [] });
  const { token } = (await signInAs(client, arrival, username)).data.signIn.session;
  expect(await readProfile(client, token)).toMatchObject({ id: arrival.id, username, tenant: { name: 'Tally' } });
  expect(await opens(client, arrival, arrival.username)).toBe(false);
});

test('HW-ACC-014 in part the country of a passport is never changed: the schema has no field for it', async () => {
  const { token } = await arrive(graph, client);
  const country = async () => (await client.send('{ viewer { country tenant { country } } }', {}, { token })).data.viewer;
  expect((await sendUpdateProfile(client, token, { country: 'DE' })).errors[0]).toMatchObject({ message: expect.stringContaining('"country"'), extensions: { code: 'BAD_USER_INPUT' } });
  expect(await country()).toEqual({ country: 'CN', tenant: { country: 'CN' } });
});

test('HW-ACC-026 an enterprise that is not verified edits its name directly; the account of a person has no such field', async () => {
  const enterprise = await arrive(graph, client, { traits: ['ENTERPRISE'] });
  expect((await readProfile(client, enterprise.token)).enterpriseName).toBeNull();
  expect((await updateProfile(client, enterprise.token, { enterpriseName: ' 虎符科技有限公司 ' })).account.enterpriseName).toBe('虎符科技有限公司');
  expect((await readProfile(client, enterprise.token)).enterpriseName).toBe('虎符科技有限公司');
  for (const enterpriseName of ['', 'x'.repeat(129), 'a\nb']) expect((await updateProfile(client, enterprise.token, { enterpriseName })).userErrors).toMatchObject([{ code: 'NAME_INVALID', path: ['enterpriseName'] }]);
  const person = await arrive(graph, client);
  expect((await updateProfile(client, person.token, { enterpriseName: 'Tiger Ltd', nickname: 'Han' })).userErrors).toMatchObject([{ code: 'ENTERPRISE_NAME_NOT_CHANGEABLE', path: ['enterpriseName'] }]);
  expect(await readProfile(client, person.token)).toMatchObject({ enterpriseName: null, nickname: expect.not.stringMatching(/^Han$/) });
});

test('HW-ACC-025 in part an e-mail address for notices can be replaced and not be emptied', async () => {
  const { token } = await arrive(graph, client);
  const { contacts } = await readContacts(client, token);
  for (const to of ['', null]) expect((await changeContact(client, token, { kind: 'EMAIL', to })).contacts).toBeNull();
  expect((await readContacts(client, token)).contacts).toEqual(contacts);
});
