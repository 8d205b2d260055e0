/**
 * Whether a storm of sign-ins takes the machine away from everybody else (security check 42): `npm run build && npx tsx test/bench/hash-storm.ts`.
 * The time to answer a public query is taken while nothing else goes on, while 300 sign-ins arrive at once, and while the storm lasts, in turn.
 * The storm is sent by a process of its own: sent by this one, it would hold up the taking of the times; and over bare sockets, because
 * 300 calls of `fetch` take a core for most of a second, which on a small machine would be measured in place of the graph. Who is sent away comes back when told to, and a random part of a second later, as clients should: all in the same millisecond would be a new first burst each second.
 */
import { fork } from 'node:child_process';
import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as pause } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { parseDuration } from '../../subgraphs/shared/duration.ts';
import { startGraph } from '../support/graph.ts';
import { newAddress } from '../support/client.ts';
import { newEmail } from '../support/people.ts';

const [rounds, signInsAtOnce] = [Number(process.env['ROUNDS'] ?? 5), 300];
/** In milliseconds. */
const looks = { quiet: 3000, burst: 1000, storm: 5000 };

const send = async (url: string, body: string): Promise<{ ms: number; status: number; text: string }> => {
  const begun = performance.now();
  const response = await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json', 'x-forwarded-for': newAddress() }, body });
  return { text: await response.text(), status: response.status, ms: performance.now() - begun };
};
const signInOf = (password: string): string =>
  JSON.stringify({ query: 'mutation($input: SignInInput!) { signIn(input: $input) { session { id } userErrors { code } } }', variables: { input: { account: newEmail(), password } } });

/** A connection of its own that sends one request after the other and gives the text of each answer, headers included. */
const connectTo = async (url: string): Promise<{ ask(body: string): Promise<string>; close(): void }> => {
  const { hostname, port, pathname } = new URL(url);
  const socket = connect(Number(port), hostname).setEncoding('utf8').setNoDelay();
  await once(socket, 'connect');
  const isWhole = (text: string): boolean => {
    const body = text.indexOf('\r\n\r\n') + 4;
    return body > 3 && Buffer.byteLength(text) >= Buffer.byteLength(text.slice(0, body)) + Number(/content-length: (\d+)/i.exec(text)?.[1]);
  };
  return {
    ask: (body) =>
      new Promise((resolve, reject) => {
        let text = '';
        const end = (): void => void socket.off('data', hear).off('close', fail);
        const fail = (): void => reject(new Error('The connection was closed.'));
        const hear = (part: string): void => {
          text += part;
          if (!isWhole(text)) return;
          end();
          resolve(text);
        };
        socket.on('data', hear).once('close', fail);
        socket.write(`POST ${pathname} HTTP/1.1\r\nhost: ${hostname}\r\ncontent-type: application/json\r\nx-forwarded-for: ${newAddress()}\r\ncontent-length: ${Buffer.byteLength(body)}\r\n\r\n${body}`);
      }),
    close: () => void socket.destroy(),
  };
};

/** What came of the sign-ins: for each code how long they took. */
type Told = Record<string, number[]>;

/** Signs in until told to stop. */
const storm = async (url: string): Promise<Told> => {
  const told: Told = {};
  let isOver = false;
  process.once('message', () => (isOver = true));
  const client = async (): Promise<void> => {
    const connection = await connectTo(url);
    while (!isOver) {
      const begun = performance.now();
      const text = await connection.ask(signInOf('Wrong-Password-1'));
      const ms = performance.now() - begun;
      const code = /"code":"(\w+)"/.exec(text)?.[1] ?? 'nothing';
      (told[code] ??= []).push(ms);
      const retryAfter = parseDuration(/"retryAfter":"(\w+)"/.exec(text)?.[1] ?? '');
      if (retryAfter) await pause(retryAfter + Math.random() * 1000);
    }
    connection.close();
  };
  await Promise.all(Array.from({ length: signInsAtOnce }, client));
  return told;
};

const quantile = (values: number[], share: number): number => values.toSorted((a, b) => a - b)[Math.floor(values.length * share)]!;

const measure = async (): Promise<void> => {
  // Node as in production: the small heaps of a development system cost throughput.
  const graph = await startGraph({ POLICY: 'tencent' }, { nodeFlags: [] });
  const policy = JSON.stringify({ query: '{ policy { name account { password { minLength maxLength } } } }' });
  const look = async (milliseconds: number, into: number[]): Promise<void> => {
    for (const end = performance.now() + milliseconds; performance.now() < end; await pause(5)) into.push((await send(graph.url, policy)).ms);
  };
  try {
    const times: Record<keyof typeof looks, number[]> = { quiet: [], burst: [], storm: [] };
    const told: Told = {};
    await look(looks.quiet, []);
    // A process that has just started does not know how long a sign-in takes.
    for (let signIns = 0; signIns < 30; signIns += 1) await send(graph.url, signInOf('Wrong-Password-1'));
    for (let round = 0; round < rounds; round += 1) {
      const sender = fork(fileURLToPath(import.meta.url), [], { env: { ...process.env, STORM_AT: graph.url } });
      await once(sender, 'message');
      await look(looks.quiet, times.quiet);
      sender.send('begin');
      await look(looks.burst, times.burst);
      await look(looks.storm, times.storm);
      sender.send('stop');
      const [all] = (await once(sender, 'message')) as [Told];
      for (const [code, values] of Object.entries(all)) (told[code] ??= []).push(...values);
      // What the sign-ins have set off is done.
      await pause(2000);
    }
    const usual = quantile(times.quiet, 0.99);
    const say = (when: string, values: number[]): void =>
      console.log(`the query ${when}: median ${quantile(values, 0.5).toFixed(1)} ms, p99 ${quantile(values, 0.99).toFixed(1)} ms, ${(quantile(values, 0.99) / usual).toFixed(1)} times (${values.length} looks)`);
    say('alone', times.quiet);
    say(`in the first second of ${signInsAtOnce} sign-ins`, times.burst);
    say('while they go on', times.storm);
    say('in both together', [...times.burst, ...times.storm]);
    const all = Object.values(told).flat().length;
    for (const [code, values] of Object.entries(told)) console.log(`of ${all} sign-ins ${((values.length / all) * 100).toFixed(1)} % were told ${code}, median after ${quantile(values, 0.5).toFixed(0)} ms, p99 ${quantile(values, 0.99).toFixed(0)} ms`);
    const long = await send(graph.url, signInOf('x'.repeat(1_000_000)));
    console.log(`a password of 1 MB: ${long.status} after ${long.ms.toFixed(1)} ms`);
  } finally {
    await graph.stop();
  }
};

const url = process.env['STORM_AT'];
if (url) {
  process.send!('ready');
  await once(process, 'message');
  process.send!(await storm(url));
  process.disconnect();
} else await measure();
