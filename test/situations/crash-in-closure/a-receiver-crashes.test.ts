import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ServiceName } from '../../../scripts/launch-graph.ts';
import { createClient, type Client } from '../../support/client.ts';
import { codesOf, registerAndApply, sendConfirm } from '../../support/closing.ts';
import { remainsOf, storedState, whenStored } from '../../support/closure-remains.ts';
import { startGraph, type TestGraph } from '../../support/graph.ts';
import { prepareRegistration, sendRegistration, sendSignIn } from '../../support/journeys.ts';

let graph: TestGraph;
let client: Client;
let usual: string[];

beforeAll(async () => {
  graph = await startGraph();
  client = createClient(graph);
  const { member, closure } = await registerAndApply(client);
  await sendConfirm(client, member, { deregistrationId: closure.id });
  await whenStored(graph, member.id, 'CLOSED');
  await client.advance('PT5M');
  usual = await remainsOf(graph, member.id);
});
afterAll(() => graph.stop());

/** Confirms a closure while a receiver is dead, so that the work stands still there. */
const confirmWithout = async (first: ServiceName) => {
  const { member, closure } = await registerAndApply(client);
  const textsBefore = await client.messages(member.phone);
  await graph.kill(first, 'SIGKILL');
  expect(codesOf(await sendConfirm(client, member, { deregistrationId: closure.id }))).toEqual([]);
  expect(await storedState(graph, member.id)).toBe('CLOSING');
  return { member, textsBefore };
};

const expectUsualEnd = async ({ member, textsBefore }: Awaited<ReturnType<typeof confirmWithout>>): Promise<void> => {
  await whenStored(graph, member.id, 'CLOSED');
  await client.advance('PT5M');
  expect(await remainsOf(graph, member.id)).toEqual(usual);
  expect((await client.messages(member.phone)).length).toBe(textsBefore.length + 1);
  expect((await sendSignIn(client, member.email, member.password)).data.signIn.userErrors[0].code).toBe('SIGN_IN_FAILED');
  const anew = (await sendRegistration(client, await prepareRegistration(client, member))).data.registerAccount;
  expect(anew.userErrors).toEqual([]);
  expect(anew.account.id).not.toBe(member.id);
};

/**
 * The first of each row is dead when the closure is confirmed, so that the work stands still there; then the second is killed and the first
 * comes back, so that it stands still at the second, and so on. The confirmation itself needs security, which can only die later.
 */
test.for<{ at: string; dies: [ServiceName, ...ServiceName[]] }>([
  { at: 'shutting the account', dies: ['account'] },
  { at: 'ending the sessions', dies: ['account', 'security'] },
  { at: 'erasing the verification', dies: ['verification'] },
  { at: 'erasing the security', dies: ['verification', 'security'] },
  { at: 'erasing the account', dies: ['verification', 'account'] },
  { at: 'everything, one after the other', dies: ['account', 'security', 'verification', 'security', 'account'] },
])('a closure that stands still at $at, because $dies is killed, ends as if nothing had happened', { timeout: 180_000 }, async ({ dies: [first, ...others] }) => {
  const confirmed = await confirmWithout(first);
  let dead = first;
  for (const next of others) {
    await graph.kill(next, 'SIGKILL');
    await graph.start(dead);
    dead = next;
  }
  expect(await storedState(graph, confirmed.member.id)).toBe('CLOSING');
  await graph.start(dead);
  await expectUsualEnd(confirmed);
});

test('a closure that stands still at closing the cloud, because the cloud is down, ends as if nothing had happened', { timeout: 180_000 }, async () => {
  const confirmed = await confirmWithout('account');
  // No process starts without the clock, which is down with the cloud: security only hangs.
  const security = graph.pids().security!;
  process.kill(security, 'SIGSTOP');
  await graph.start('account');
  await graph.kill('sandbox', 'SIGKILL');
  process.kill(security, 'SIGCONT');
  await pause(2000);
  expect(await storedState(graph, confirmed.member.id)).toBe('CLOSING');
  await graph.start('sandbox');
  await expectUsualEnd(confirmed);
});
