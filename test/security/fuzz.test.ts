import { randomInt } from 'node:crypto';
import * as fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient, type Client } from '../support/client.ts';
import { startGraph, type TestGraph } from '../support/graph.ts';
import { bodyOf, documentOf, hostileTexts, hostileValues, mutations, placesOf, putAt, queries, usualVariables, type Place, type RootField } from '../support/hostile.ts';
import { receiveCode, register, stepUp, type Member } from '../support/journeys.ts';
import { newEmail } from '../support/people.ts';
import { accessOf } from '../support/root-fields.ts';

/** ASVS 1.2.4, 1.3.11 and 15.3.5: whatever is sent, to whatever place, it is an answer or a refusal that says where, and never a fault. */

let graph: TestGraph;
let client: Client;
let member: Member;
beforeAll(async () => {
  // A graph of its own: what is locked and counted here is so for nobody else, and its log can be read.
  graph = await startGraph({ TRUSTED_PROXIES: '127.0.0.1', LOG_LEVEL: 'trace' });
  client = createClient(graph);
  member = await register(client);
});
afterAll(() => graph?.stop());

interface Case {
  place: Place;
  name: string;
  value: unknown;
  isWrong: boolean;
}

interface Outcome {
  status: number;
  body: { data?: Record<string, { userErrors?: { code: string; path: string[] | null }[] } | null> | null; errors?: { message: string; extensions: { code: string } }[] };
}

// Each from a network of its own, so that no limit on one of them ends the attack.
const address = (): string => `203.${randomInt(256)}.${randomInt(256)}.${randomInt(256)}`;

const send = async (document: string, variables: Record<string, unknown>): Promise<Outcome> => {
  const headers = { 'content-type': 'application/json', authorization: `Bearer ${member.token}`, 'x-forwarded-for': address() };
  const response = await fetch(graph.url, { method: 'POST', headers, body: bodyOf(document, variables) });
  return { status: response.status, body: (await response.json()) as Outcome['body'] };
};

/** Several at a time, as an attacker would. */
const forAll = async <T>(all: T[], each: (one: T) => Promise<void>): Promise<void> => {
  const rest = all.values();
  await Promise.all(Array.from({ length: 8 }, async () => { for (const one of rest) await each(one); }));
};

const codesOf = ({ body }: Outcome): string[] => (body.errors ?? []).map(({ extensions }) => extensions.code);

/** No fault, and a refusal that names no field which was not sent. */
const expectNoFault = (outcome: Outcome, field: RootField, about: string): void => {
  expect([200, 400, 413], `${about}: ${JSON.stringify(outcome)}`).toContain(outcome.status);
  for (const code of codesOf(outcome)) expect(['INTERNAL_SERVER_ERROR', 'PART_UNAVAILABLE'], `${about}: ${JSON.stringify(outcome)}`).not.toContain(code);
  const names = placesOf(field).flatMap(({ path }) => path.slice(1));
  for (const { path } of outcome.body.data?.[field.name]?.userErrors ?? []) if (path) expect(names, about).toContain(path[0]);
};

const written = (path: Place['path']): string => path.map((key, index) => (typeof key === 'number' ? `[${key}]` : index === 0 ? key : `.${key}`)).join('');

const tryCase = async (field: RootField, operation: 'query' | 'mutation', { place, name, value, isWrong }: Case): Promise<void> => {
  const about = `${name} at ${written(place.path)}`;
  const outcome = await send(documentOf(operation, field), putAt(usualVariables(field), place, value, field));
  expectNoFault(outcome, field, about);
  if (value === hostileTexts['100 KB']) return expect(outcome.status, about).toBe(413);
  const isNoText = typeof value === 'string' && /\0|\p{Cs}/u.test(value);
  if (!isWrong && !isNoText) return;
  expect({ status: outcome.status, code: codesOf(outcome)[0] }, `${about}: ${JSON.stringify(outcome)}`).toEqual({ status: 400, code: 'BAD_USER_INPUT' });
  const [said, argument] = [outcome.body.errors!.map(({ message }) => message).join('\n'), String(place.path[0])];
  expect([`"${written(place.path)}"`, `"$${argument}"`, place.path.join('.')].some((text) => said.includes(text)), `${about}: ${said}`).toBe(true);
};

/** Somebody who may do what the field does. */
const prepare = async (field: RootField): Promise<void> => {
  const { data } = await client.send('{ viewer { id } }', {}, { token: member.token });
  if (data?.viewer && !accessOf(field.name).isSensitive) return;
  member = await register(client);
  await stepUp(client, member, 'START_DEREGISTRATION');
};

const casesOf = (field: RootField): Case[] => placesOf(field).flatMap((place) => hostileValues(place).map((hostile) => ({ place, ...hostile })));

/** Several hostile values at once, in the same places in every run; FUZZ_RUNS says how many times a field. */
const mixturesOf = (field: RootField): Case[][] => {
  const cases = casesOf(field).filter(({ isWrong, name }) => !isWrong && !/^(90|100) KB$/.test(name));
  // Where every hostile value is of a wrong type there is nothing to mix: each was refused on its own.
  if (cases.length === 0) return [];
  return fc.sample(fc.array(fc.constantFrom(...cases), { minLength: 2, maxLength: 8 }), { seed: 28_58, numRuns: Number(process.env['FUZZ_RUNS'] ?? 10) });
};

test.for(mutations.filter(({ args }) => args.length > 0).map((field) => [field.name, field] as const))('%s, with each hostile value in each place, and with several', async ([, field]) => {
  await prepare(field);
  await forAll(casesOf(field), (one) => tryCase(field, 'mutation', one));
  await forAll(mixturesOf(field), async (chosen) => {
    const variables = chosen.reduce((all, { place, value }) => putAt(all, place, value, field), usualVariables(field));
    expectNoFault(await send(documentOf('mutation', field), variables), field, JSON.stringify(variables).slice(0, 1000));
  });
});

test.for(queries.filter(({ args }) => args.length > 0).map((field) => [field.name, field] as const))('the query %s, with each hostile value in each place', async ([, field]) => {
  await forAll(casesOf(field), (one) => tryCase(field, 'query', one));
});

test('after all that the graph works as before, and its log holds neither a fault nor anything that was sent or given', async () => {
  const fresh = await register(client);
  const code = await receiveCode(client, newEmail());
  const signIn = 'mutation($input: SignInInput!) { signIn(input: $input) { session { token } deviceToken userErrors { code } } }';
  const input = { account: fresh.email, password: fresh.password };
  const first = (await client.send(signIn, { input })).data.signIn;
  const known = (await client.send(signIn, { input: { ...input, deviceToken: first.deviceToken } })).data.signIn;
  const { ticket } = (await client.send('mutation { startScan(input: { kind: WECHAT }) { ticket } }')).data.startScan;
  await client.send(signIn, { input: { method: 'THIRD_PARTY', ticket, authorisationCode: 'an-authorisation-code' } });
  expect(graph.lines.filter((line) => /"level":"(error|fatal)"/.test(line))).toEqual([]);
  const said = graph.lines.join('\n');
  const secrets = { token: fresh.token, email: fresh.email, phone: fresh.phone, national: fresh.phone.slice(3), password: fresh.password, sessionToken: first.session.token, again: known.session.token, deviceToken: first.deviceToken, ticket };
  for (const [name, secret] of Object.entries(secrets)) {
    expect(secret, name).toEqual(expect.any(String));
    expect(said, name).not.toContain(secret);
  }
  for (const text of [`"${code}"`, 'an-authorisation-code', 'DROP TABLE', 'Bcc:', 'xxxxxxxx', 'Bearer ']) expect(said).not.toContain(text);
});
