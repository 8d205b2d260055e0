import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readConfig } from '../../gateway/config.ts';
import { startFakeGraph, type FakeGraph } from './fake-graph.ts';

let graph: FakeGraph;
beforeAll(async () => {
  graph = await startFakeGraph({ CORS_ORIGINS: 'https://console.example.com' });
});
afterAll(() => graph.stop());

const query = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"query":"{ __typename }"}' };

test('GraphQL is at /graphql and, for POST, at /', async () => {
  expect((await graph.request('/graphql', query)).data).toEqual({ __typename: 'Query' });
  expect((await graph.request('/', query)).data).toEqual({ __typename: 'Query' });
  expect((await graph.request('/other', query)).status).toBe(404);
});

test.for(['PUT', 'DELETE', 'PATCH', 'HEAD'])('%s is not allowed', async (method) => {
  const { status, headers } = await graph.request('/graphql', { method });
  expect(status).toBe(405);
  expect(headers.get('allow')).toBe('GET, POST, OPTIONS');
});

test('a GET is answered only with a header that no foreign page can send, and never for a mutation', async () => {
  const search = `?query=${encodeURIComponent('{ __typename }')}`;
  const safe = { headers: { 'apollo-require-preflight': '1' } };
  expect((await graph.request(`/graphql${search}`)).status).toBe(400);
  expect((await graph.request(`/graphql${search}`, safe)).data).toEqual({ __typename: 'Query' });
  expect((await graph.request(`/graphql?query=${encodeURIComponent('mutation { signOut { signedOut } }')}`, safe)).status).toBe(405);
});

test.for(['/graphql', '/health/live', '/nothing', '/', '/explorer/explorer.js'])('%s answers with the security headers', async (path) => {
  const { headers } = await graph.request(path);
  expect(headers.get('x-content-type-options')).toBe('nosniff');
  expect(headers.get('referrer-policy')).toBe('no-referrer');
  expect(headers.get('cache-control')).toBe('no-store');
  expect(headers.get('content-security-policy')).toContain("frame-ancestors 'none'");
  expect(headers.get('x-request-id')).toMatch(/^[\da-f-]{36}$/);
  expect(headers.get('strict-transport-security')).toBeNull();
});

describe('origins', () => {
  const preflight = (origin: string) => graph.request('/graphql', { method: 'OPTIONS', headers: { origin, 'access-control-request-method': 'POST' } });

  test('a listed one may read answers', async () => {
    const { status, headers } = await preflight('https://console.example.com');
    expect(status).toBe(204);
    expect(headers.get('access-control-allow-origin')).toBe('https://console.example.com');
    expect(headers.get('access-control-allow-credentials')).toBe('true');
    expect(headers.get('access-control-allow-headers')).toContain('authorization');
  });

  test.for(['null', 'https://console.example.com.evil.example', 'https://evil-console.example.com', 'http://console.example.com', 'https://studio.apollographql.com'])('%s may not', async (origin) => {
    expect((await preflight(origin)).headers.get('access-control-allow-origin')).toBeNull();
    expect((await graph.request('/graphql', { ...query, headers: { ...query.headers, origin } })).headers.get('access-control-allow-origin')).toBeNull();
  });
});

describe('the explorer', () => {
  test('is what a browser gets, with a policy that allows no foreign script but the one of Apollo Sandbox', async () => {
    const { status, headers, text } = await graph.request('/', { headers: { accept: 'text/html,*/*' } });
    expect((await graph.request('/graphql', { headers: { accept: 'text/html,*/*' } })).text).toBe(text);
    expect(status).toBe(200);
    expect(headers.get('content-type')).toContain('text/html');
    expect(headers.get('content-security-policy')).toContain("script-src 'self' https://embeddable-sandbox.cdn.apollographql.com;");
    expect(text).not.toMatch(/<script>|onclick=/);
    const offline = await graph.request('/explorer');
    expect(offline.headers.get('content-security-policy')).toContain("script-src 'self';");
  });

  test('serves its files and no others', async () => {
    for (const file of ['graphiql.min.js', 'graphiql.min.css', 'react.production.min.js', 'react-dom.production.min.js']) {
      const { status, headers } = await graph.request(`/explorer/${file}`);
      expect(status).toBe(200);
      expect(headers.get('cache-control')).toContain('max-age');
    }
    for (const file of ['explorer.ts', '../main.ts', '%2e%2e/main.ts', 'constructor', '__proto__']) expect((await graph.request(`/explorer/${file}`)).status).toBe(404);
  });

  test('has all operations, the headline query first', async () => {
    const operations = JSON.parse((await graph.request('/explorer/operations.json')).text) as { name: string }[];
    expect(operations[0]?.name).toBe('me');
    expect(operations.length).toBeGreaterThan(20);
  });
});

test('says plainly which settings are missing or impossible', () => {
  const start = () => readConfig({ INTERNAL_KEY: 'short', CORS_ORIGINS: '*', ACCOUNT_URL: 'http://account/graphql', SECURITY_URL: 'nonsense', TRUSTED_PROXIES: 'proxy' });
  expect(start).toThrow(/INTERNAL_KEY: .*32 random bytes/);
  for (const name of ['CORS_ORIGINS', 'ACCOUNT_URL', 'SECURITY_URL', 'VERIFICATION_URL', 'DEREGISTRATION_URL', 'TRUSTED_PROXIES']) expect(start).toThrow(new RegExp(`${name}: `));
});
