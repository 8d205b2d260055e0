import { afterAll, beforeAll, expect, test } from 'vitest';
import type { ServiceName } from '../../../scripts/launch-graph.ts';
import { createClient, type Client } from '../../support/client.ts';
import { codesOf, registerAndApply, sendConfirm } from '../../support/closing.ts';
import { remainsOf, storedState, storedSteps, whenStored } from '../../support/closure-remains.ts';
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
  return { member, textsBefore, closureId: closure.id as string };
};

const expectUsualEnd = async ({ member, textsBefore }: Awaited<ReturnType<typeof confirmWithout>>): Promise<void> => {
  await whenStored(graph, member.id, 'CLOSED');
  await client.advance('PT5M');
  // What a part passes on to the history of the account waits for whoever was dead.
  await expect.poll(() => remainsOf(graph, member.id), { timeout: 40_000, interval: 500 }).toEqual(usual);
  expect((await client.messages(member.phone)).length).toBe(textsBefore.length + 1);
  expect((await sendSignIn(client, member.email, member.password)).data.signIn.userErrors[0].code).toBe('SIGN_IN_FAILED');
  const anew = (await sendRegistration(client, await prepareRegistration(client, member))).data.registerAccount;
  expect(anew.userErrors).toEqual([]);
  expect(anew.account.id).not.toBe(member.id);
};

const stands = async (closureId: string, steps: number): Promise<void> => {
  await expect.poll(() => storedSteps(graph, closureId), { timeout: 40_000, interval: 100 }).toBe(steps);
};

/**
 * Who is killed, and after how many steps the work stands still then. The first is dead when the closure is confirmed; each of the others is
 * killed before the one before it comes back. The confirmation itself needs security, which can only die later.
 */
test.for<{ at: string; dies: [ServiceName, number][] }>([
  { at: 'shutting the account', dies: [['account', 0]] },
  { at: 'ending the sessions', dies: [['account', 0], ['security', 1]] },
  { at: 'erasing the verification', dies: [['verification', 3]] },
  { at: 'erasing the security', dies: [['verification', 3], ['security', 4]] },
  { at: 'erasing the account', dies: [['verification', 3], ['account', 5]] },
  { at: 'the first step, and is killed there itself', dies: [['account', 0], ['deregistration', 0]] },
  { at: 'the fourth step, and is killed there itself', dies: [['verification', 3], ['deregistration', 3]] },
  { at: 'the fifth step, and is killed there itself', dies: [['verification', 3], ['security', 4], ['deregistration', 4]] },
  { at: 'the last step, and is killed there itself', dies: [['verification', 3], ['account', 5], ['deregistration', 5]] },
  { at: 'everything, one after the other', dies: [['account', 0], ['security', 1], ['verification', 3], ['security', 4], ['account', 5]] },
])('a closure that stands still at $at, because the receiver was killed, ends as if nothing had happened', { timeout: 180_000 }, async ({ dies }) => {
  const [[first, firstSteps], ...others] = dies as [[ServiceName, number], ...[ServiceName, number][]];
  const confirmed = await confirmWithout(first);
  await stands(confirmed.closureId, firstSteps);
  let dead = first;
  for (const [next, steps] of others) {
    await graph.kill(next, 'SIGKILL');
    await graph.start(dead);
    await stands(confirmed.closureId, steps);
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
  await stands(confirmed.closureId, 2);
  expect(await storedState(graph, confirmed.member.id)).toBe('CLOSING');
  await graph.start('sandbox');
  await expectUsualEnd(confirmed);
});
