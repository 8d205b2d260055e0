import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkOf, readActivity, whenListed } from '../support/activity.ts';
import { createClient, type Client } from '../support/client.ts';
import { dumpStores } from '../support/dump-stores.ts';
import { startGraph, type TestGraph } from '../support/graph.ts';
import { register, sendSignIn, type Member } from '../support/journeys.ts';

let graph: TestGraph;
let client: Client;
beforeAll(async () => {
  graph = await startGraph();
  client = createClient(graph);
});
afterAll(() => graph?.stop());

const audits = async ({ id }: Member, event: string): Promise<number> =>
  (await dumpStores(graph)).filter(({ store, table, row }) => store === 'account' && table === 'audit' && row['accountId'] === id && row['event'] === event).length;

const eventually = { timeout: 40_000, interval: 200 };

test('what account has written down and not passed on when it is killed is in the history after the restart, once', { timeout: 150_000 }, async () => {
  const member = await register(client);
  await whenListed(client, member.token, 'REGISTERED');
  // Security is away: a wrong password is written down by account alone.
  await graph.kill('security', 'SIGKILL');
  expect((await sendSignIn(client, member.email, 'Wrong-Password-1')).data.signIn.userErrors[0].code).toBe('SIGN_IN_FAILED');
  await graph.kill('account', 'SIGKILL');
  await graph.start('security');
  expect((await dumpStores(graph)).filter(({ store, table, row }) => store === 'account' && table === 'job' && row['kind'] === 'record-failed-sign-in')).toHaveLength(1);
  await graph.start('account');
  await expect.poll(async () => (await readActivity(client, member.token, { filter: { kinds: ['SIGN_IN_FAILED'] } })).nodes.length, eventually).toBe(1);
  await client.advance('PT1M');
  expect((await readActivity(client, member.token, { filter: { kinds: ['SIGN_IN_FAILED'] } })).nodes).toHaveLength(1);
  expect((await checkOf(client, member.token)).isIntact).toBe(true);
});

test('an audit entry and its passing on are written together: whenever account is killed, each change that happened is in the history, once', { timeout: 150_000 }, async () => {
  const member = await register(client);
  for (const wait of [0, 30]) {
    const changing = client.send('mutation($nickname: String!) { updateProfile(input: { nickname: $nickname }) { userErrors { code } } }', { nickname: `Tally ${wait}` }, { token: member.token });
    await pause(wait);
    await graph.kill('account', 'SIGKILL');
    await changing;
    await graph.start('account');
  }
  await client.send('mutation { updateProfile(input: { nickname: "Tally" }) { userErrors { code } } }', {}, { token: member.token });
  const written = await audits(member, 'PROFILE_CHANGED');
  expect(written).toBeGreaterThan(0);
  await expect.poll(async () => (await readActivity(client, member.token, { filter: { kinds: ['PROFILE_CHANGED'] } })).nodes.length, eventually).toBe(written);
  expect((await checkOf(client, member.token)).isIntact).toBe(true);
});
