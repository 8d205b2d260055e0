/**
 * How registering and signing in slow down with a thousand times as many accounts: two systems side by side on MariaDB, one with 1,000 stored accounts
 * and one with 1,000,000, asked in turn: `TEST_MYSQL_URL=mysql://user:password@127.0.0.1:3306 npx tsx test/bench/many-accounts.ts [accounts] [rounds]`.
 * Run `npm run build` first. Every stored account has the rows that a registration and a sign-in leave in the stores of account and security.
 */
import { setTimeout as pause } from 'node:timers/promises';
import type { Client, Message } from '../support/client.ts';
import { fillStore, readModel } from '../support/fill-store.ts';
import type { TestGraph } from '../support/graph.ts';
import { newEmail, newPassword, newPhone } from '../support/people.ts';

process.env['TEST_STORE'] = 'mysql';
const { startGraph } = await import('../support/graph.ts');

const [few, many, rounds] = [1000, Number(process.argv[2] ?? 1_000_000), Number(process.argv[3] ?? 100)];
const warmUp = 10;

interface System {
  accounts: number;
  graph: TestGraph;
  members: { email: string; password: string }[];
  times: { register: number[]; signIn: number[] };
}

const post = async (url: string, body: unknown): Promise<unknown> => (await fetch(url, { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) })).json();

const send = async (graph: TestGraph, query: string, input: Record<string, unknown>, field: string): Promise<Awaited<ReturnType<Client['send']>>['data']> => {
  const { data, errors } = (await post(graph.url, { query, variables: { input } })) as { data?: Record<string, { userErrors: unknown[] }>; errors?: unknown[] };
  if (errors || !data || data[field]!.userErrors.length > 0) throw new Error(JSON.stringify({ data, errors }));
  return data[field];
};

const codeFor = async (graph: TestGraph, to: string): Promise<string> => {
  await send(graph, 'mutation($input: SendCodeInput!) { sendCode(input: $input) { userErrors { code } } }', { purpose: 'REGISTER', to }, 'sendCode');
  for (;;) {
    const messages = (await (await fetch(`${graph.sandboxUrl}/messages?to=${encodeURIComponent(to)}`)).json()) as Message[];
    const code = messages.find((message) => message.code)?.code;
    if (code) return code;
    await pause(10);
  }
};

const timed = async <T>(work: () => Promise<T>): Promise<[T, number]> => {
  const begun = performance.now();
  return [await work(), performance.now() - begun];
};

const register = async ({ graph, members }: System) => {
  const [email, phone, password] = [newEmail(), newPhone(), newPassword()];
  const [emailCode, phoneCode] = [await codeFor(graph, email), await codeFor(graph, phone)];
  const { policy } = ((await post(graph.url, { query: '{ policy { account { registration { agreements { id version } } } } }' })) as { data: { policy: { account: { registration: { agreements: unknown[] } } } } }).data;
  const input = { email, emailCode, phone, phoneCode, password, agreements: policy.account.registration.agreements };
  const [registered, time] = await timed(() => send(graph, 'mutation($input: RegisterAccountInput!) { registerAccount(input: $input) { account { id appId } session { token } userErrors { code } } }', input, 'registerAccount'));
  members.push({ email, password });
  return { account: registered.account as { id: string; appId: string }, time };
};

const signIn = async ({ graph }: System, { email, password }: System['members'][number]): Promise<number> => {
  const [, time] = await timed(() => send(graph, 'mutation($input: SignInInput!) { signIn(input: $input) { session { token } userErrors { code } } }', { account: email, password }, 'signIn'));
  return time;
};

/** Starts a system whose stores hold so many accounts, among them some that can be signed in to. */
const open = async (accounts: number): Promise<System> => {
  const graph = await startGraph({ POLICY: 'tencent' });
  const system: System = { accounts, graph, members: [], times: { register: [], signIn: [] } };
  const { account } = await register(system);
  await signIn(system, system.members[0]!);
  const urls = ['ACCOUNT', 'SECURITY'].map((name) => graph.environment[`${name}_DATABASE_URL`]!);
  const models = await Promise.all(urls.map(readModel));
  for (let index = 1; index < 20; index += 1) await register(system);
  const begun = performance.now();
  let rows = 0;
  for (const [index, url] of urls.entries()) rows += await fillStore(url, models[index]!, account, accounts);
  console.log(`${accounts} accounts stored: ${rows} rows in ${((performance.now() - begun) / 1000).toFixed(0)} s`);
  return system;
};

const median = (values: number[]): number => values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)]!;

const systems = [await open(few), await open(many)];
try {
  for (let round = -warmUp; round < rounds; round += 1) {
    // In turn, and each first as often as the other, so that what else the machine does strikes both alike.
    for (const system of round % 2 ? systems : systems.toReversed()) {
      const { time } = await register(system);
      const signedIn = await signIn(system, system.members[(round + warmUp) % 20]!);
      if (round < 0) continue;
      system.times.register.push(time);
      system.times.signIn.push(signedIn);
    }
  }
  for (const what of ['register', 'signIn'] as const) {
    const [ofFew, ofMany] = systems.map(({ times }) => median(times[what])) as [number, number];
    console.log(`${what}: median ${ofFew.toFixed(1)} ms with ${few} accounts, ${ofMany.toFixed(1)} ms with ${many}; ratio ${(ofMany / ofFew).toFixed(2)} (${rounds} rounds)`);
  }
} finally {
  for (const { graph } of systems) await graph.stop();
}
