import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient, type Client } from '../../support/client.ts';
import { application, codesOf, payloadOf, readClosure, registerAndApply, sendConfirm, sendRecheck, sendStart, sendWithdraw, whenChecked } from '../../support/closing.ts';
import { startGraph, type TestGraph } from '../../support/graph.ts';
import { register, stepUp } from '../../support/journeys.ts';

let graph: TestGraph;
let client: Client;

beforeAll(async () => {
  graph = await startGraph();
  client = createClient(graph);
});
afterAll(() => graph.stop());

/** The cloud hangs: it takes connections and does not answer. */
const whileCloudHangs = async (work: () => Promise<void>): Promise<void> => {
  const pid = graph.pids().sandbox!;
  process.kill(pid, 'SIGSTOP');
  try {
    await work();
  } finally {
    process.kill(pid, 'SIGCONT');
  }
};

test('TX-DER-017 in part while the checks run, their progress can be read and the next stage is refused; an inventory that does not answer is asked again, and nothing is guessed', { timeout: 120_000 }, async () => {
  const member = await register(client);
  const leaving = await register(client);
  await stepUp(client, member, 'START_DEREGISTRATION');
  await stepUp(client, leaving, 'START_DEREGISTRATION');
  const input = await application(client);
  await whileCloudHangs(async () => {
    const { deregistration } = payloadOf(await sendStart(client, member, input));
    expect(deregistration).toMatchObject({ state: 'CHECKING', progress: 0, blockers: [] });
    await pause(3000);
    expect(await readClosure(client, member)).toMatchObject({ state: 'CHECKING', progress: 0, checks: Array.from({ length: 8 }, () => ({ state: 'PENDING' })) });
    expect(codesOf(await sendConfirm(client, member, { deregistrationId: deregistration.id }))).toEqual(['DEREGISTRATION_STAGE_WRONG']);
    expect(codesOf(await sendRecheck(client, member, { deregistrationId: deregistration.id }))).toEqual(['DEREGISTRATION_STAGE_WRONG']);

    // It can be withdrawn meanwhile (TX-DER-028).
    const other = payloadOf(await sendStart(client, leaving, input)).deregistration;
    expect(payloadOf(await sendWithdraw(client, leaving, { deregistrationId: other.id })).deregistration.state).toBe('WITHDRAWN');
  });
  expect(await whenChecked(client, member)).toMatchObject({ state: 'CONFIRMATION', progress: 100 });
  expect((await readClosure(client, leaving)).state).toBe('WITHDRAWN');
});

test('a confirmation that cannot look at the inventory once more is refused and changes nothing', async () => {
  const { member, closure } = await registerAndApply(client);
  await whileCloudHangs(async () => {
    expect(codesOf(await sendConfirm(client, member, { deregistrationId: closure.id }))).toEqual(['PROVIDER_UNAVAILABLE']);
    expect((await readClosure(client, member)).state).toBe('CONFIRMATION');
  });
  expect(payloadOf(await sendConfirm(client, member, { deregistrationId: closure.id })).userErrors).toEqual([]);
});
