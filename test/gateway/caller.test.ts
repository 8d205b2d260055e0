import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { accountId, inactiveToken, startFakeGraph, token, type FakeGraph } from './fake-graph.ts';

let graph: FakeGraph;
beforeAll(async () => {
  graph = await startFakeGraph({ TRUSTED_PROXIES: '127.0.0.1,10.0.0.1' });
});
afterAll(() => graph.stop());
beforeEach(() => {
  for (const part of Object.values(graph.parts)) part.seen.length = 0;
});

const lastCaller = () => graph.parts.account.seen.at(-1)?.caller;

test('signs the viewer for every part, and forwards no header of the client', async () => {
  const { data, headers } = await graph.send('{ viewer { id security { phone } realName { status } deregistration { id } } }', {
    token,
    headers: { 'x-account-id': 'mallory', 'x-roles': 'operator', cookie: 'a=b', 'accept-language': 'zh-CN', 'user-agent': 'Browser/1.0' },
  });
  expect(data.viewer).toEqual({ id: accountId, security: { phone: null }, realName: { status: 'UNVERIFIED' }, deregistration: null });
  for (const part of Object.values(graph.parts)) {
    const { headers: sent, caller } = part.seen.at(-1)!;
    expect(Object.keys(sent).sort()).toEqual(['authorization', 'connection', 'content-length', 'content-type', 'host']);
    expect(sent.authorization).not.toContain(token);
    expect(caller).toEqual({
      from: 'client',
      viewer: { accountId, sessionId: 's1', duty: null },
      hasEndedSession: false,
      sessionTransport: 'BEARER',
      language: 'zh',
      device: 'Browser/1.0',
      address: '127.0.0.1',
      requestId: headers.get('x-request-id'),
    });
  }
});

test('signs what has to be done with a session first, and tells it', async () => {
  const { data, errors } = await graph.send('mutation { setContactRemark(input: { remark: "" }) { userErrors { code } } }', { token: inactiveToken });
  expect(lastCaller()?.viewer).toEqual({ accountId, sessionId: 's2', duty: 'ACTIVATE_ACCOUNT' });
  expect(data).toBeNull();
  expect(errors).toMatchObject([{ path: ['setContactRemark'], extensions: { code: 'DUTY_FIRST', duty: 'ACTIVATE_ACCOUNT' } }]);
  expect(errors[0]!.extensions).not.toHaveProperty('internal');
});

test('looks a session up anew for every request, by the hash of its token', async () => {
  await graph.send('{ viewer { id } }', { token });
  await graph.send('{ viewer { id } }', { token });
  expect(graph.parts.security.seen).toHaveLength(2);
  expect(graph.parts.security.seen[0]?.caller).toMatchObject({ from: 'gateway', viewer: null, hasEndedSession: false });
  expect(JSON.stringify(graph.parts.security.seen)).not.toContain(token);
});

test.for([undefined, ''])('is anonymous with the authorization %o', async (authorization) => {
  await graph.send('{ viewer { id } }', { headers: authorization === undefined ? {} : { authorization } });
  expect(lastCaller()).toMatchObject({ viewer: null, hasEndedSession: false });
  expect(graph.parts.security.seen).toEqual([]);
});

test('says that a session has ended when its token is unknown', async () => {
  await graph.send('{ viewer { id } }', { token: 'x'.repeat(43) });
  expect(lastCaller()).toMatchObject({ viewer: null, hasEndedSession: true });
});

test.for(['short', 'x'.repeat(44), `${'x'.repeat(42)}.`])('does not look up %s, which is no token', async (bearer) => {
  await graph.send('{ viewer { id } }', { token: bearer });
  expect(lastCaller()).toMatchObject({ viewer: null, hasEndedSession: true });
  expect(graph.parts.security.seen).toEqual([]);
});

test('answers nothing while the session cannot be looked up: nobody is to seem signed out', async () => {
  graph.parts.security.mood = 'talk nonsense';
  const { status, data, errors } = await graph.send('{ viewer { id } }', { token });
  graph.parts.security.mood = 'answer';
  expect(status).toBe(503);
  expect(data).toBeNull();
  expect(errors).toMatchObject([{ extensions: { code: 'PART_UNAVAILABLE' } }]);
  expect(graph.parts.account.seen).toEqual([]);
});

test('cuts the device to 200 characters', async () => {
  await graph.send('{ viewer { id } }', { headers: { 'user-agent': `\t${'d'.repeat(300)}` } });
  expect(lastCaller()?.device).toBe('d'.repeat(200));
});

test.for([
  ['1.2.3.4', '1.2.3.4'],
  ['6.6.6.6, 1.2.3.4, 10.0.0.1', '1.2.3.4'],
  ['1.2.3.4, nonsense', '127.0.0.1'],
  ['10.0.0.1', '127.0.0.1'],
])('takes from a trusted proxy, of X-Forwarded-For: %s, the address %s', async ([forwarded, address]) => {
  await graph.send('{ viewer { id } }', { headers: { 'x-forwarded-for': forwarded! } });
  expect(lastCaller()?.address).toBe(address);
});

test('believes no X-Forwarded-For of anybody else', async () => {
  const direct = await startFakeGraph();
  await direct.send('{ viewer { id } }', { headers: { 'x-forwarded-for': '6.6.6.6' } });
  expect(direct.parts.account.seen.at(-1)?.caller?.address).toBe('127.0.0.1');
  await direct.stop();
});
