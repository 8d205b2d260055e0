/**
 * What it costs to know who asks, and how fast all gateways know that somebody signed out: `npm run build && npx tsx test/bench/authenticated.ts`.
 * Every comparison is of two kinds of request in one run, in turn: a slice of one, a slice of the other. Beside the throughput stands
 * the work, as CPU time of the gateway and the subgraphs, of which other load on the machine takes nothing.
 */
import { readFileSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { Pool } from 'undici';
import { readOperations } from '../../gateway/operations.ts';
import { createClient } from '../support/client.ts';
import { startGraph } from '../support/graph.ts';
import { register, signIn } from '../support/journeys.ts';
import { startSecondGateway } from '../support/second-gateway.ts';

const [atOnce, slices, sliceMs, warmUpMs] = [16, 12, 1000, 5000];
/** Linux counts in hundredths of a second. */
const tick = 10;

const me = readOperations().find(({ name }) => name === 'me')!.document;
/** Nobody has to be signed in for it, it asks the same four parts, and it gives about as many fields. */
const ofTheSameSize = `query Limits {
  policy {
    name
    account { registration { accountsPerPhone kinds } password { minLength maxLength } }
    verification { personal { methods minimumAge accountsPerIdNumber } }
    security { loginProtection { methods } operationProtection { methods } stepUpValidity mostSessions }
    deregistration { checks mayGiveUp }
  }
}`;
const small = 'query Small { policy { name } }';

// Node as in production: the small heaps of a development system cost throughput.
const graph = await startGraph({}, { nodeFlags: [] });
const second = await startSecondGateway(graph);
const client = createClient(graph);
const pool = new Pool(new URL(graph.url).origin, { connections: atOnce });

interface Kind {
  document: string;
  /** Every connection has a session of its own. */
  tokens?: string[];
}

const send = async ({ document, token }: { document: string; token?: string | undefined }, to = pool): Promise<{ data: Record<string, unknown> | null; errors?: { extensions: { code: string } }[] }> => {
  const response = await to.request({
    path: '/graphql',
    method: 'POST',
    headers: { 'content-type': 'application/json', ...(token ? { authorization: `Bearer ${token}` } : {}) },
    body: JSON.stringify({ query: document }),
  });
  return (await response.body.json()) as never;
};

const cpu = (): number =>
  Object.entries(graph.pids())
    .filter(([service]) => service !== 'sandbox')
    .map(([, pid]) => readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]!.split(' '))
    .reduce((sum, fields) => sum + (Number(fields[11]) + Number(fields[12])) * tick, 0);

interface Spent {
  requests: number;
  ms: number;
  cpu: number;
}

const runSlice = async (kind: Kind, length: number): Promise<Spent> => {
  const [begun, before, spent] = [performance.now(), cpu(), { requests: 0, ms: 0, cpu: 0 }];
  await Promise.all(
    Array.from({ length: atOnce }, async (_, index) => {
      while (performance.now() - begun < length) {
        const { data, errors } = await send({ document: kind.document, token: kind.tokens?.[index] });
        if (!data || errors) throw new Error(JSON.stringify(errors));
        spent.requests += 1;
      }
    }),
  );
  return { ...spent, ms: performance.now() - begun, cpu: cpu() - before };
};

const compare = async (what: string, kinds: [Kind, Kind]): Promise<void> => {
  for (const kind of kinds) await runSlice(kind, warmUpMs);
  const totals = kinds.map((): Spent => ({ requests: 0, ms: 0, cpu: 0 }));
  for (let slice = 0; slice < slices * 2; slice += 1) {
    // One after the other, and which is first changes too.
    const index = (slice + (slice >> 1)) % 2;
    const spent = await runSlice(kinds[index]!, sliceMs);
    for (const key of ['requests', 'ms', 'cpu'] as const) totals[index]![key] += spent[key];
  }
  const [one, other] = totals as [Spent, Spent];
  const rate = ({ requests, ms }: Spent): number => (requests / ms) * 1000;
  const work = ({ requests, cpu: spent }: Spent): number => spent / requests;
  console.log(`${what}: ${rate(one).toFixed(0)} against ${rate(other).toFixed(0)} a second, ${(rate(one) / rate(other)).toFixed(2)} of the throughput; ${work(one).toFixed(2)} against ${work(other).toFixed(2)} ms of CPU each, ${(work(other) / work(one)).toFixed(2)}`);
};

const quantile = (values: number[], share: number): number => values.toSorted((a, b) => a - b)[Math.floor(values.length * share)]!;

/** Signs out at one gateway while a storm of requests with the same token goes through the other; gives the time until nothing is answered any more. */
const measureRevocation = async (): Promise<void> => {
  const member = await register(client);
  const other = new Pool(new URL(second.url).origin, { connections: atOnce });
  const times: number[] = [];
  for (let round = 0; round < 20; round += 1) {
    const token = await signIn(client, member);
    let lastAnswered = 0;
    let isDone = false;
    const storm = Array.from({ length: atOnce }, async () => {
      while (!isDone) {
        const asked = performance.now();
        const { data } = await send({ document: '{ viewer { id } }', token }, other);
        if (data?.['viewer']) lastAnswered = Math.max(lastAnswered, asked);
      }
    });
    await pause(200);
    await send({ document: 'mutation { signOut { signedOut } }', token });
    const signedOut = performance.now();
    await pause(200);
    isDone = true;
    await Promise.all(storm);
    times.push(Math.max(0, lastAnswered - signedOut));
  }
  await other.close();
  console.log(`signed out at one gateway, the last request that another still answered was sent ${quantile(times, 0.5).toFixed(1)} ms after the answer (median of ${times.length}), at most ${Math.max(...times).toFixed(1)} ms`);
};

try {
  const members = await Promise.all(Array.from({ length: atOnce }, () => register(client)));
  const tokens = members.map(({ token }) => token);
  const answers = [await send({ document: me, token: tokens[0] }), await send({ document: ofTheSameSize })].map(({ data }) => JSON.stringify(data).match(/"[^"]*":/g)!.length);
  console.log(`the headline query gives ${answers[0]} fields, the public one of the same size ${answers[1]}`);
  await compare('headline query against a public one of the same size', [{ document: me, tokens }, { document: ofTheSameSize }]);
  await compare('the public query with a token against without', [{ document: ofTheSameSize, tokens }, { document: ofTheSameSize }]);
  await compare('the smallest query with a token against without', [{ document: small, tokens }, { document: small }]);
  await measureRevocation();
} finally {
  await pool.close();
  await second.stop();
  await graph.stop();
}
