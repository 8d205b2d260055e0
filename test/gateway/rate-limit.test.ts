import { createClient } from 'redis';
import { afterEach, expect, test } from 'vitest';
import { networkOf } from '../../subgraphs/shared/network-of.ts';
import { startFakeGraph, type FakeGraph } from './fake-graph.ts';

const graphs: FakeGraph[] = [];
const start = async (environment: Record<string, string>): Promise<FakeGraph> => {
  const graph = await startFakeGraph(environment);
  graphs.push(graph);
  return graph;
};
afterEach(() => Promise.all(graphs.splice(0).map((graph) => graph.stop())));

const signIn = (graph: FakeGraph, headers: Record<string, string> = {}) => graph.send('mutation { signIn(input: { account: "a@example.com", password: "x" }) { session { id } } }', { headers });

test('of fifty mutations at once from one network the limit is let through, and queries are not counted', async () => {
  const graph = await start({ MUTATIONS_PER_MINUTE: '5' });
  const answers = await Promise.all(Array.from({ length: 50 }, () => signIn(graph)));
  expect(answers.filter(({ errors }) => errors.length === 0)).toHaveLength(5);
  const refused = answers.find(({ errors }) => errors.length > 0)!;
  expect(refused).toMatchObject({ status: 429, errors: [{ extensions: { code: 'RATE_LIMITED', retryAfter: expect.stringMatching(/^PT(\d+S|1M)$/) } }] });
  expect(graph.parts.account.seen).toHaveLength(5);
  expect((await graph.send('{ viewer { id } }')).errors).toEqual([]);
});

test('an address that a client made up is not another network', async () => {
  const graph = await start({ MUTATIONS_PER_MINUTE: '1' });
  await signIn(graph);
  expect((await signIn(graph, { 'x-forwarded-for': '203.0.113.9' })).errors[0]!.extensions['code']).toBe('RATE_LIMITED');
});

test.for([
  ['192.0.2.1', '192.0.2.1'],
  ['2001:db8::1', '2001:db8:0:0'],
  ['2001:0db8:0000:0000:1111:2222:3333:4444', '2001:db8:0:0'],
  ['2001:db8:0:1::', '2001:db8:0:1'],
  ['::1', '0:0:0:0'],
  [null, 'unknown'],
] as const)('%s belongs to the network %s', ([address, network]) => {
  expect(networkOf(address)).toBe(network);
});

const redisUrl = process.env['TEST_REDIS_URL'] ?? 'redis://127.0.0.1:6379/9';
const redis = createClient({ url: redisUrl, socket: { reconnectStrategy: false, connectTimeout: 500 } });
const hasRedis = await redis.on('error', () => undefined).connect().then(() => true, () => false);

test.runIf(hasRedis)('two gateways with one Redis share one count', async () => {
  await redis.flushDb();
  const both = [await start({ MUTATIONS_PER_MINUTE: '5', REDIS_URL: redisUrl }), await start({ MUTATIONS_PER_MINUTE: '5', REDIS_URL: redisUrl })];
  const answers = await Promise.all(Array.from({ length: 20 }, (_, index) => signIn(both[index % 2]!)));
  expect(answers.filter(({ errors }) => errors.length === 0)).toHaveLength(5);
  await redis.flushDb();
  redis.destroy();
});

test('without its Redis a gateway counts for itself', async () => {
  const graph = await start({ MUTATIONS_PER_MINUTE: '2', REDIS_URL: 'redis://127.0.0.1:1' });
  const answers = await Promise.all(Array.from({ length: 10 }, () => signIn(graph)));
  expect(answers.filter(({ errors }) => errors.length === 0)).toHaveLength(2);
});
