import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient, type Client } from '../../support/client.ts';
import { application, payloadOf, readClosure, registerAndApply, sendConfirm, sendStart, sendWithdraw, whenChecked } from '../../support/closing.ts';
import { remainsOf, storedState, whenStored } from '../../support/closure-remains.ts';
import { startGraph, type TestGraph } from '../../support/graph.ts';
import { register, stepUp } from '../../support/journeys.ts';

let graph: TestGraph;
let client: Client;

beforeAll(async () => {
  graph = await startGraph();
  client = createClient(graph);
});
afterAll(() => graph.stop());

/** Kills deregistration in the midst of all these requests, which are sent one after the other in no order, and starts it again. */
const killAmid = async (requests: (() => Promise<unknown>)[]): Promise<void> => {
  const sent = requests.map(async (send) => {
    await pause(randomInt(250));
    await send();
  });
  await pause(randomInt(50, 400));
  await graph.kill('deregistration', 'SIGKILL');
  await Promise.allSettled(sent);
  await graph.start('deregistration');
};

test('confirmations amid which deregistration is killed, at moments of chance, again and again, all end in the same state', { timeout: 300_000 }, async () => {
  const undisturbed = await registerAndApply(client);
  await sendConfirm(client, undisturbed.member, { deregistrationId: undisturbed.closure.id });
  await whenStored(graph, undisturbed.member.id, 'CLOSED');
  const applied = [];
  for (let count = 0; count < 12; count += 1) applied.push(await registerAndApply(client));

  const states: string[] = [];
  for (let kills = 0; kills < 4; kills += 1) {
    const open = [];
    for (const each of applied) if ((await storedState(graph, each.member.id)) === 'CONFIRMATION') open.push(each);
    const some = open.slice(0, Math.ceil(open.length / (4 - kills)));
    await killAmid(some.map(({ member, closure }) => () => sendConfirm(client, member, { deregistrationId: closure.id })));
    for (const { member } of some) states.push((await storedState(graph, member.id))!);
  }
  // What was not confirmed before a crash is as it was; whatever was confirmed is carried out, and never open again.
  expect(states.filter((state) => !['CONFIRMATION', 'CLOSING', 'CLOSED'].includes(state))).toEqual([]);
  for (const { member, closure } of applied) {
    if ((await storedState(graph, member.id)) === 'CONFIRMATION') await sendConfirm(client, member, { deregistrationId: closure.id });
  }
  for (const { member } of applied) await whenStored(graph, member.id, 'CLOSED');

  await client.advance('PT5M');
  const usual = await remainsOf(graph, undisturbed.member.id);
  for (const { member } of applied) expect(await remainsOf(graph, member.id)).toEqual(usual);
});

test('applications amid which deregistration is killed are there or not, and their checks go on', { timeout: 300_000 }, async () => {
  const members = [];
  for (let count = 0; count < 10; count += 1) {
    const member = await register(client);
    await stepUp(client, member, 'START_DEREGISTRATION');
    members.push(member);
  }
  const input = { ...(await application(client)), idempotencyKey: 'the same' };
  await killAmid(members.map((member) => () => sendStart(client, member, input)));
  // A repetition with the same key finds what was begun, or begins it.
  for (const member of members) {
    const { deregistration, userErrors } = payloadOf(await sendStart(client, member, input));
    expect(userErrors).toEqual([]);
    expect((await whenChecked(client, member)).id).toBe(deregistration.id);
  }
  for (const member of members) expect((await readClosure(client, member)).state).toBe('CONFIRMATION');
});

test('what was given up is given up, also when deregistration is killed while it tells the cloud', { timeout: 300_000 }, async () => {
  const coupon = { id: 'v', name: 'a voucher', kind: 'VOUCHER', amount: '1.00' };
  const applied = [];
  for (let count = 0; count < 6; count += 1) applied.push(await registerAndApply(client, { coupons: [coupon], balance: '5.00' }));
  const giveUp = 'mutation($input: GiveUpResourceInput!) { giveUpResource(input: $input) { deregistration { state } userErrors { code } } }';
  await killAmid(applied.map(({ member, closure }) => () => client.send(giveUp, { input: { deregistrationId: closure.id, kind: 'COUPONS' } }, { token: member.token })));
  for (const { member } of applied) {
    const { state, blockers } = await whenChecked(client, member);
    expect(state).toBe('BLOCKED');
    const { coupons } = (await (await fetch(`${graph.sandboxUrl}/cloud/${member.id}`)).json()) as { coupons: unknown[] };
    expect(blockers.map(({ kind }: { kind: string }) => kind)).toEqual(coupons.length === 0 ? ['BALANCE'] : ['BALANCE', 'COUPONS']);
  }
});

test('TX-DER-028 in part of a withdrawal and a confirmation at once exactly one wins, and the account is either whole or gone', { timeout: 120_000 }, async () => {
  const outcomes = new Set<string>();
  for (let round = 0; round < 10; round += 1) {
    const { member, closure } = await registerAndApply(client);
    const input = { deregistrationId: closure.id };
    const soon = () => pause(randomInt(25));
    const [confirmed, withdrawn] = await Promise.all([soon().then(() => sendConfirm(client, member, input)), soon().then(() => sendWithdraw(client, member, input))]);
    const state = await storedState(graph, member.id);
    outcomes.add(state!);
    const { data } = await client.send('{ viewer { status } }', {}, { token: member.token });
    if (state === 'WITHDRAWN') {
      expect(payloadOf(withdrawn)).toMatchObject({ userErrors: [], deregistration: { state } });
      expect(payloadOf(confirmed)).toMatchObject({ deregistration: null, userErrors: [{ code: 'DEREGISTRATION_NOT_OPEN' }] });
      expect(data.viewer.status).toBe('ACTIVE');
    } else {
      expect(payloadOf(confirmed)).toMatchObject({ userErrors: [], deregistration: { state: expect.stringMatching(/CLOSING|CLOSED/) } });
      // Refused, or already too late for a session that has ended.
      expect(withdrawn.errors[0]?.extensions.code ?? payloadOf(withdrawn).userErrors[0]!.code).toMatch(/DEREGISTRATION_STAGE_WRONG|DEREGISTRATION_NOT_OPEN|UNAUTHENTICATED/);
      await whenStored(graph, member.id, 'CLOSED');
    }
  }
  expect([...outcomes].every((state) => ['WITHDRAWN', 'CLOSING', 'CLOSED'].includes(state))).toBe(true);
});
