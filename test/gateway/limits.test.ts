import { getIntrospectionQuery } from 'graphql';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { startFakeGraph, type FakeGraph } from './fake-graph.ts';

let graph: FakeGraph;
beforeAll(async () => {
  graph = await startFakeGraph();
});
afterAll(() => graph.stop());
afterEach(() => {
  for (const part of Object.values(graph.parts)) part.seen.length = 0;
});

const signIn = (alias: string): string => `${alias}: signIn(input: { account: "a@example.com", password: "${alias}" }) { userErrors { code } }`;
const times = (count: number, line: (index: number) => string): string => Array.from({ length: count }, (_, index) => line(index)).join(' ');

/** Each doubles what the next one holds: 2^20 fields. */
const bomb = `{ viewer { ...f0 } } ${times(20, (n) => `fragment f${n} on Account { ...f${n + 1} ...f${n + 1} }`)} fragment f20 on Account { id }`;
const deep = `{ viewer { ${'contacts { '.repeat(12)}phone${' }'.repeat(12)} } }`;
const inFragments = `{ viewer { ...a } } fragment a on Account { security { ...b } } fragment b on Security { ${times(31, (n) => `a${n}: phone`)} }`;

test.for([
  ['two sign-ins under aliases', `mutation { ${signIn('a')} ${signIn('b')} }`, 'GRAPHQL_VALIDATION_FAILED'],
  ['two sign-ins in a fragment', `mutation { ...f } fragment f on Mutation { ${signIn('a')} ... on Mutation { ${signIn('b')} } }`, 'GRAPHQL_VALIDATION_FAILED'],
  ['31 aliases', `{ ${times(31, (n) => `a${n}: viewer { id }`)} }`, 'GRAPHQL_VALIDATION_FAILED'],
  ['31 aliases in fragments', inFragments, 'GRAPHQL_VALIDATION_FAILED'],
  ['a depth of 14', deep, 'GRAPHQL_VALIDATION_FAILED'],
  ['a fragment bomb', bomb, 'GRAPHQL_VALIDATION_FAILED'],
  ['a fragment that contains itself', '{ viewer { ...f } } fragment f on Account { ...f }', 'GRAPHQL_VALIDATION_FAILED'],
  ['1001 tokens', `{ viewer { ${'id '.repeat(1000)} } }`, 'GRAPHQL_PARSE_FAILED'],
  ['a field of another service', '{ sessionsOfTokens(uses: [{ tokenHash: "x" }]) { accountId } }', 'GRAPHQL_VALIDATION_FAILED'],
  ['entities', '{ _entities(representations: []) { __typename } }', 'GRAPHQL_VALIDATION_FAILED'],
  ['the schema of a part', '{ _service { sdl } }', 'GRAPHQL_VALIDATION_FAILED'],
  ['no GraphQL', '{ viewer', 'GRAPHQL_PARSE_FAILED'],
  ['a wrong variable', 'mutation($i: SignInInput!) { signIn(input: $i) { userErrors { code } } }', 'BAD_USER_INPUT'],
])('refuses %s with status 400, before any part is asked', async ([, query, code]) => {
  const startedAt = performance.now();
  const { status, data, errors, headers } = await graph.send(query!);
  expect(performance.now() - startedAt).toBeLessThan(1000);
  expect(status).toBe(400);
  expect(data).toBeNull();
  expect(errors.length).toBeLessThanOrEqual(5);
  expect(errors[0]?.extensions).toEqual({ code });
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(Object.values(graph.parts).flatMap(({ seen }) => seen)).toEqual([]);
});

const register = 'mutation($input: RegisterAccountInput!) { registerAccount(input: $input) { userErrors { code } } }';
test.for([
  ['a NUL in a variable', register, { input: { nickname: 'a\0b', agreements: [] } }, 'BAD_USER_INPUT', 'input.nickname'],
  ['half a surrogate pair in a list', register, { input: { agreements: [{ id: 'a', version: '1' }, { id: '\ud83d', version: '1' }] } }, 'BAD_USER_INPUT', 'input.agreements.1.id'],
  ['a NUL in the document', 'mutation { registerAccount(input: { nickname: "a\\u0000b", agreements: [] }) { userErrors { code } } }', {}, 'GRAPHQL_VALIDATION_FAILED', 'A text'],
] as const)('refuses %s, and says where', async ([, query, variables, code, place]) => {
  const { status, errors } = await graph.send(query, { variables });
  expect(status).toBe(400);
  expect(errors).toMatchObject([{ extensions: { code } }]);
  expect(errors[0]!.message.startsWith(`${place} contains`)).toBe(true);
  expect(graph.parts.account.seen).toEqual([]);
});

test.for([{ operationName: 'C' }, {}])('refuses a document of two operations with %o', async (choice) => {
  const body = JSON.stringify({ query: 'query A { __typename } query B { __typename }', ...choice });
  const { status, errors } = await graph.request('/graphql', { method: 'POST', headers: { 'content-type': 'application/json' }, body });
  expect(status).toBe(400);
  expect(errors).toMatchObject([{ extensions: { code: 'OPERATION_RESOLUTION_FAILURE' } }]);
});

test('tells at most five errors', async () => {
  const { errors } = await graph.send(`{ ${times(20, (n) => `unknown${n}`)} }`);
  expect(errors).toHaveLength(5);
});

test('carries out one mutation, also with __typename beside it', async () => {
  expect(await graph.send(`mutation { __typename ${signIn('a')} }`)).toMatchObject({ status: 200, errors: [], data: { a: { userErrors: [] } } });
});

test('lets the introspection of a development system through', async () => {
  const { status, data } = await graph.send(getIntrospectionQuery({ inputValueDeprecation: true, specifiedByUrl: true, schemaDescription: true }));
  expect(status).toBe(200);
  expect(data.__schema.queryType.name).toBe('Query');
});

const json = { 'content-type': 'application/json' };
test.for([
  ['a batch', '[{"query":"{ __typename }"}]', json, 400],
  ['a body that is too long', JSON.stringify({ query: `{ __typename } #${'x'.repeat(101 * 1024)}` }), json, 413],
  ['no JSON', '{', json, 400],
  ['plain text', '{"query":"{ __typename }"}', { 'content-type': 'text/plain' }, 415],
  ['a form', 'query={__typename}', { 'content-type': 'application/x-www-form-urlencoded' }, 415],
  ['no type', '{"query":"{ __typename }"}', { 'content-type': '' }, 415],
] as const)('refuses %s', async ([, body, headers, expected]) => {
  const { status, errors } = await graph.request('/graphql', { method: 'POST', body, headers });
  expect(status).toBe(expected);
  expect(errors).toMatchObject([{ extensions: { code: 'BAD_REQUEST' } }]);
});

test('names of the prototype are only names', async () => {
  const { status } = await graph.send('query($constructor: Int) { __proto__: __typename constructor: __typename toString: __typename a: policy { name @skip(if: false) } }', { variables: { constructor: 1 } });
  expect([200, 400]).toContain(status);
  expect((await graph.send('{ __typename }')).data).toEqual({ __typename: 'Query' });
});

test('a production system keeps its schema to itself', async () => {
  const production = await startFakeGraph({ NODE_ENV: 'production', DRAIN_AFTER_SECONDS: '0' });
  expect((await production.send('{ __schema { queryType { name } } }')).status).toBe(400);
  expect((await production.send('{ viewr { id } }')).text).not.toContain('Did you mean');
  expect((await production.send('{ __typename }')).headers.get('strict-transport-security')).toContain('max-age=31536000');
  expect((await production.request('/', { headers: { accept: 'text/html' } })).status).not.toBe(200);
  expect((await production.request('/explorer')).status).toBe(404);
  await production.stop();
});
