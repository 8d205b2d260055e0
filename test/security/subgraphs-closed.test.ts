import { randomBytes } from 'node:crypto';
import { expect, test } from 'vitest';
import { createCallerSignature } from '../../subgraphs/shared/caller.ts';
import { sharedClient, sharedGraph } from '../support/shared-graph.ts';

const { subgraphUrls } = sharedGraph;
const subgraphs = Object.entries(subgraphUrls);
const client = sharedClient();

const post = (url: string, headers: Record<string, string>): Promise<Response> =>
  fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body: JSON.stringify({ query: '{ __typename }' }) });

test.for(subgraphs)('%s refuses whatever no gateway or service has signed', async ([, url]) => {
  const forged = createCallerSignature(randomBytes(32).toString('base64')).sign({
    from: 'gateway',
    viewer: { accountId: '100000000001', sessionId: 's' },
    hasEndedSession: false,
    language: 'en',
    device: null,
    address: null,
    requestId: 'r',
  });
  for (const headers of [{}, { authorization: 'Bearer x' }, { authorization: `Bearer ${forged}` }, { 'x-account-id': '100000000001' }]) {
    expect((await post(`${url}/graphql`, headers as Record<string, string>)).status).toBe(401);
  }
  // Nobody but the sandbox moves the clock, and to all others there is none.
  expect((await post(`${url}/clock`, {})).status).toBe(404);
});

test.for([
  ['_service', '{ _service { sdl } }'],
  ['_entities', '{ _entities(representations: []) { __typename } }'],
  ['a field for services', '{ sessionOfToken(tokenHash: "x") { accountId } }'],
  ['a mutation for services', 'mutation { eraseAccount(accountId: "100000000001") }'],
])('through the gateway there is no %s', async ([, document]) => {
  const answer = await client.send(document!);
  expect(answer.status).toBe(400);
  expect(answer.errors[0]!.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
});
