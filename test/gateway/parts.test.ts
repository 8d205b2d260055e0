import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startFakeGraph, token, type FakeGraph } from './fake-graph.ts';

let graph: FakeGraph;
beforeAll(async () => {
  graph = await startFakeGraph();
});
afterAll(() => graph.stop());
beforeEach(() => {
  graph.logged.length = 0;
  for (const part of Object.values(graph.parts)) {
    part.seen.length = 0;
    part.mood = 'answer';
  }
});

const me = '{ viewer { id security { phone } realName { status } deregistration { id } } }';
const inside = /127\.0\.0\.1|localhost|ECONN|serviceName|stacktrace|\bat \/|http:/;

describe.for(['hang', 'drip', 'talk nonsense', 'refuse the signature', 'answer too much'] as const)('a part that does %s', (mood) => {
  test('costs its own fields only, within about two seconds', async () => {
    graph.parts.verification.mood = mood;
    const startedAt = Date.now();
    const { status, data, errors, text } = await graph.send(me, { token });
    expect(Date.now() - startedAt).toBeLessThan(4000);
    expect(status).toBe(200);
    expect(data.viewer).toMatchObject({ security: { phone: null }, realName: null });
    expect(errors).toEqual([{ message: expect.any(String), path: ['viewer', 'realName'], extensions: { code: 'PART_UNAVAILABLE' } }]);
    expect(text).not.toMatch(inside);
    expect(graph.logged.join('')).toContain('"part":"verification"');
  });
});

test('a mutation whose part hangs is sent once and answered with PART_UNAVAILABLE', async () => {
  graph.parts.account.mood = 'hang';
  const { data, errors } = await graph.send('mutation { signIn(input: { account: "a@example.com", password: "x" }) { userErrors { code } } }');
  expect(data).toBeNull();
  expect(errors).toMatchObject([{ path: ['signIn'], extensions: { code: 'PART_UNAVAILABLE' } }]);
  expect(graph.parts.account.seen).toHaveLength(1);
});

test('a query is sent again when the connection is reset, a mutation is not', async () => {
  graph.parts.account.mood = 'reset once';
  expect((await graph.send('{ viewer { id } }')).errors).toEqual([]);
  expect(graph.parts.account.seen).toHaveLength(2);

  graph.parts.account.mood = 'reset once';
  const { errors } = await graph.send('mutation { signIn(input: { account: "a@example.com", password: "x" }) { userErrors { code } } }');
  expect(errors).toMatchObject([{ path: ['signIn'], extensions: { code: 'PART_UNAVAILABLE' } }]);
  expect(graph.parts.account.seen).toHaveLength(3);
});

test('a part that is down costs its own fields only, and readiness names it', async () => {
  const broken = await startFakeGraph();
  await broken.parts.deregistration.close();
  const startedAt = Date.now();
  const { data, errors, text } = await broken.send(`query($n: Int) { me: viewer { closure: deregistration { id } ...Rest } } fragment Rest on Account { security { sessions(first: $n) { nodes { id } } } }`.replace('$n: Int', '$n: Int! = 5'), { token });
  expect(Date.now() - startedAt).toBeLessThan(1500);
  expect(data.me).toEqual({ closure: null, security: { sessions: { nodes: [{ id: 's1' }] } } });
  expect(errors).toMatchObject([{ path: ['me', 'closure'], extensions: { code: 'PART_UNAVAILABLE' } }]);
  expect(text).not.toMatch(inside);

  const ready = await broken.request('/health/ready');
  expect(ready.status).toBe(503);
  expect(JSON.parse(ready.text)).toEqual({ status: 'part unavailable', parts: { account: 'ok', security: 'ok', verification: 'ok', deregistration: 'unavailable' } });
  expect((await broken.request('/health/live')).status).toBe(200);
  await broken.stop();
});

test('a fault of a part is masked, and nothing of it is logged here', async () => {
  const { data, errors, text } = await graph.send('mutation { sendCode(input: { purpose: REGISTER, to: "a@example.com" }) { expiresAt } }');
  expect(data).toBeNull();
  expect(errors).toEqual([{ message: expect.any(String), path: ['sendCode'], extensions: { code: 'INTERNAL_SERVER_ERROR' } }]);
  expect(text).not.toContain('secret');
  expect(graph.logged.join('')).toContain('an error was masked');
  expect(graph.logged.join('')).not.toContain('secret');
});

test('a demand for a step-up says for what and how, and nothing more', async () => {
  const { errors } = await graph.send('mutation { changePassword(input: { currentPassword: "x", newPassword: "y" }) { account { id } } }', { token });
  expect(errors).toEqual([
    { message: 'Prove who you are first.', path: ['changePassword'], extensions: { code: 'STEP_UP_REQUIRED', operation: 'CHANGE_PASSWORD', methods: ['MFA'] } },
  ]);
});
