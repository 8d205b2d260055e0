import { randomUUID } from 'node:crypto';
import { beforeAll, expect, test } from 'vitest';
import { createClient, type Client } from '../support/client.ts';
import { graphOf, type SharedGraph } from '../support/graph-of.ts';
import { documentOf, mutations, plainVariables, queries } from '../support/hostile.ts';
import { askAsService, importAccount, type ServiceGraph } from '../support/import.ts';
import { agreementsOf, register } from '../support/journeys.ts';
import { newPassword, newPhone } from '../support/people.ts';
import { rootAccess } from '../support/root-fields.ts';
import { sharedClient, sharedGraph } from '../support/shared-graph.ts';

/** What has to be done with a session first, and what cannot be done before; which fields that is, for each duty, is in `matrix.test.ts`. */

const duties = ['ACTIVATE_ACCOUNT', 'CHANGE_PASSWORD'] as const;
const signedIn = rootAccess
  .filter(({ access }) => access === 'signedIn')
  .map((access) => ({ ...access, field: [...queries, ...mutations].find(({ name }) => name === access.name)! }))
  // What ends the session comes last.
  .toSorted((a, b) => Number(a.name === 'signOut') - Number(b.name === 'signOut'));

const call = async (client: Client, token: string, { field, operation }: (typeof signedIn)[number]): Promise<string | undefined> => {
  const { errors } = await client.send(documentOf(operation, field), plainVariables(field), { token });
  return errors[0]?.extensions.code;
};

/** A session as sign-in opens it when something has to be done first. */
const openSession = async (graph: ServiceGraph, accountId: string, duty: string): Promise<string> => {
  const input = { attemptId: randomUUID(), accountId, language: 'en', duty };
  const { data, errors } = await askAsService(graph, 'security', 'mutation($input: BeginSessionInput!) { beginSession(input: $input) { session { token duty } } }', { input });
  expect(errors).toEqual([]);
  expect(data.beginSession.session.duty).toBe(duty);
  return data.beginSession.session.token;
};

const client = sharedClient();

test.for(duties)('while %s is to do, the account is shown and no other part of it', async (duty) => {
  const { id } = await register(client);
  const token = await openSession(sharedGraph, id, duty);
  const { data, errors } = await client.send('{ viewer { id status security { phone } realName { status } deregistration { id } } policy { security { mostSessions } } }', {}, { token });
  expect(data.viewer).toEqual({ id, status: 'ACTIVE', security: null, realName: null, deregistration: null });
  expect(data.policy.security.mostSessions).toBeGreaterThan(0);
  expect(errors.map(({ path, extensions }) => [path?.join('.'), extensions]).toSorted()).toEqual(['deregistration', 'realName', 'security'].map((part) => [`viewer.${part}`, { code: 'DUTY_FIRST', duty }]));
});

test('a duty is the session’s own: another of the account is not held up by it', async () => {
  const { id, token } = await register(client);
  await openSession(sharedGraph, id, 'CHANGE_PASSWORD');
  for (const field of signedIn.filter(({ name }) => name !== 'signOut')) expect(await call(client, token, field), field.name).not.toBe('DUTY_FIRST');
});

let graph: SharedGraph;
beforeAll(async () => {
  graph = await graphOf('baidu');
});

test('an account that came from elsewhere can do nothing but be activated; then the same session may do everything', async () => {
  const passports = createClient(graph);
  const [phone, password] = [newPhone(), newPassword()];
  await importAccount(graph, { phone, password });
  const { data, errors } = await passports.send('mutation($input: SignInInput!) { signIn(input: $input) { session { token duty } userErrors { code path } } }', { input: { account: phone, password, accountKind: 'PASSPORT' } });
  expect(errors).toEqual([]);
  expect(data.signIn).toMatchObject({ session: { duty: 'ACTIVATE_ACCOUNT' }, userErrors: [] });
  const { token } = data.signIn.session;
  for (const field of signedIn.filter(({ duties: taken }) => !taken.includes('ACTIVATE_ACCOUNT'))) expect(await call(passports, token, field), field.name).toBe('DUTY_FIRST');
  const activated = await passports.send('mutation($input: ActivateAccountInput!) { activateAccount(input: $input) { account { status } userErrors { code path } } }', { input: { agreements: await agreementsOf(passports) } }, { token });
  expect(activated.data.activateAccount).toEqual({ account: { status: 'ACTIVE' }, userErrors: [] });
  for (const field of signedIn) expect(await call(passports, token, field), field.name).not.toBe('DUTY_FIRST');
});
