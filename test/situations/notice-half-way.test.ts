import { randomUUID } from 'node:crypto';
import type { Server } from 'node:http';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createHttpServer, listen } from '../../subgraphs/shared/http-server.ts';
import { createClient, type Client } from '../support/client.ts';
import { dumpStores } from '../support/dump-stores.ts';
import { startGraph, type TestGraph } from '../support/graph.ts';
import { register, signIn, stepUp } from '../support/journeys.ts';
import { notify, readNotices, sendNotice, setPreferences } from '../support/notices.ts';

/** An SMS gateway in front of the sandbox's phones, which is out of order as long as a test says so. */
let mode: 'passes on' | 'refuses' | 'takes and says nothing' = 'passes on';
const taken: { id: string; text: string }[] = [];
let gateway: Server;
let graph: TestGraph;
let client: Client;

beforeAll(async () => {
  gateway = createHttpServer(async (request, response) => {
    const body = await text(request);
    if (mode !== 'refuses') taken.push(JSON.parse(body) as never);
    if (mode === 'refuses') response.writeHead(503).end();
    if (mode !== 'passes on') return;
    const passed = await fetch(graph.sandboxUrl + request.url, { method: 'POST', headers: { 'content-type': 'application/json' }, body });
    response.writeHead(passed.status).end();
  });
  graph = await startGraph({ SMS_URL: `http://127.0.0.1:${await listen(gateway, '127.0.0.1', 0)}` });
  client = createClient(graph);
});
afterAll(async () => {
  await graph?.stop();
  gateway.closeAllConnections();
  gateway.close();
});

const attemptsAbout = (about: string) => taken.filter((message) => message.text.includes(about));
const eventually = { timeout: 40_000, interval: 100 };

test('a notice whose provider failed while its process was killed is sent after the restart, with the same id', async () => {
  const member = await register(client);
  const said = { id: randomUUID(), accountId: member.id };
  mode = 'takes and says nothing';
  await sendNotice(graph, said);
  await expect.poll(() => attemptsAbout(said.id).length, eventually).toBe(1);
  await graph.kill('account', 'SIGKILL');
  mode = 'passes on';
  await graph.start('account');
  await expect.poll(() => attemptsAbout(said.id).length, eventually).toBe(2);
  expect(new Set(attemptsAbout(said.id).map(({ id }) => id)).size).toBe(1);
  // Asked for again, because the answer was lost: it was sent.
  expect((await sendNotice(graph, said)).data.notifyAccount).toBe(true);
  await client.advance('PT0S');
  expect(attemptsAbout(said.id)).toHaveLength(2);
  expect((await client.messages(member.phone)).filter(({ text }) => text.includes(said.id))).toHaveLength(1);
  expect((await readNotices(client, member.token)).nodes).toHaveLength(1);
});

test('while a provider refuses, the other channels and the list do not wait', async () => {
  const member = await register(client);
  mode = 'refuses';
  const about = await notify(graph, { accountId: member.id });
  await expect.poll(async () => (await client.messages(member.email)).filter(({ text }) => text.includes(about)).length, eventually).toBe(1);
  expect((await readNotices(client, member.token)).nodes).toHaveLength(1);
  expect(attemptsAbout(about)).toEqual([]);
  mode = 'passes on';
  await expect.poll(() => attemptsAbout(about).length, eventually).toBe(1);
});

test('what happened while account was away stands in the list once it is back', async () => {
  const member = await register(client);
  await stepUp(client, member, 'SET_LOGIN_PROTECTION');
  await graph.kill('account', 'SIGKILL');
  const set = await client.send('mutation { setLoginProtection(input: { methods: [SMS] }) { userErrors { code } } }', {}, { token: member.token });
  expect(set.data.setLoginProtection.userErrors).toEqual([]);
  await graph.start('account');
  await expect.poll(async () => (await readNotices(client, member.token)).nodes.length, eventually).toBe(1);
});

test('a notice is kept as long as the policy says, and then forgotten by the store too', async () => {
  const member = await register(client);
  const { data } = await client.send('{ policy { account { notices { keep optional } } } }');
  expect(data.policy.account.notices).toEqual({ keep: 'P365D', optional: ['PRODUCT', 'MARKETING'] });
  await setPreferences(client, member.token, { mutedCategories: ['PRODUCT'] });
  await notify(graph, { accountId: member.id });
  const rows = async () => (await dumpStores(graph)).filter(({ table, row }) => table === 'notice' && row['accountId'] === member.id && row['category'] === 'PRODUCT');
  await client.advance('P364D');
  expect((await readNotices(client, await signIn(client, member))).nodes).toContainEqual(expect.objectContaining({ category: 'PRODUCT' }));
  expect(await rows()).toHaveLength(1);
  await client.advance('P1DT1M');
  expect((await readNotices(client, await signIn(client, member))).nodes).not.toContainEqual(expect.objectContaining({ category: 'PRODUCT' }));
  expect(await rows()).toEqual([]);
});
