/**
 * Whether hashing passwords takes the machine away from everybody else (security check 42): `npm run build && npx tsx test/bench/hash-storm.ts`.
 * The time to answer a public query is taken while nothing else goes on and while 300 sign-ins are under way, in turn.
 */
import { setTimeout as pause } from 'node:timers/promises';
import { startGraph } from '../support/graph.ts';
import { newAddress } from '../support/client.ts';
import { newEmail } from '../support/people.ts';

const [rounds, looksARound, signInsAtOnce] = [2, 50, 300];

// Node as in production: the small heaps of a development system cost throughput.
const graph = await startGraph({ POLICY: 'tencent' }, { nodeFlags: [] });

const send = async (body: string): Promise<{ ms: number; status: number; text: string }> => {
  const begun = performance.now();
  const response = await fetch(graph.url, { method: 'POST', headers: { 'content-type': 'application/json', 'x-forwarded-for': newAddress() }, body });
  return { text: await response.text(), status: response.status, ms: performance.now() - begun };
};
const policy = JSON.stringify({ query: '{ policy { name account { password { minLength maxLength } } } }' });
const signInOf = (password: string): string =>
  JSON.stringify({ query: 'mutation($input: SignInInput!) { signIn(input: $input) { session { id } userErrors { code } } }', variables: { input: { account: newEmail(), password } } });
const quantile = (values: number[], share: number): number => values.toSorted((a, b) => a - b)[Math.floor(values.length * share)]!;

const look = async (into: number[]): Promise<void> => {
  for (let done = 0; done < looksARound; done += 1) {
    into.push((await send(policy)).ms);
    await pause(5);
  }
};

try {
  const [quiet, stormy, told]: [number[], number[], Record<string, number>] = [[], [], {}];
  await look([]);
  for (let round = 0; round < rounds; round += 1) {
    await look(quiet);
    let isOver = false;
    const storm = Array.from({ length: signInsAtOnce }, async () => {
      while (!isOver) {
        const { text } = await send(signInOf('Wrong-Password-1'));
        const code = /"code":"(\w+)"/.exec(text)?.[1] ?? 'nothing';
        told[code] = (told[code] ?? 0) + 1;
        // Whoever is told to wait a second does.
        if (code === 'RATE_LIMITED') await pause(1000);
      }
    });
    await pause(500);
    await look(stormy);
    isOver = true;
    await Promise.all(storm);
  }
  const [before, during] = [quantile(quiet, 0.99), quantile(stormy, 0.99)];
  console.log(`the query alone: median ${quantile(quiet, 0.5).toFixed(1)} ms, p99 ${before.toFixed(1)} ms`);
  console.log(`beside ${signInsAtOnce} sign-ins: median ${quantile(stormy, 0.5).toFixed(1)} ms, p99 ${during.toFixed(1)} ms, ${(during / before).toFixed(1)} times`);
  console.log(`what the sign-ins were told: ${JSON.stringify(told)}`);
  const long = await send(signInOf('x'.repeat(1_000_000)));
  console.log(`a password of 1 MB: ${long.status} after ${long.ms.toFixed(1)} ms`);
} finally {
  await graph.stop();
}
