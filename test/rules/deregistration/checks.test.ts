import { randomInt } from 'node:crypto';
import { setTimeout as pause } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { application, codesOf, payloadOf, readClosure, registerAndApply, sendConfirm, sendGiveUp, sendRecheck, sendStart, whenChecked } from '../../support/closing.ts';
import { register, stepUp, verify } from '../../support/journeys.ts';
import { sharedClient, sharedGraph } from '../../support/shared-graph.ts';

const client = sharedClient();
const { sandboxUrl } = sharedGraph;

const voucher = { id: 'v1', name: 'a voucher', kind: 'VOUCHER', amount: '50.00' };
const order = { id: 'o1', name: 'a server', status: 'UNPAID' };
const cloudOf = async (accountId: string) => (await (await fetch(`${sandboxUrl}/cloud/${accountId}`)).json()) as Record<string, unknown>;

test.for([
  { rule: 'TX-DER-005', owned: { orders: [order] }, blocker: { kind: 'ORDERS', count: 1, mayGiveUp: false, items: ['a server'] } },
  { rule: 'TX-DER-005', owned: { arrears: '0.01' }, blocker: { kind: 'ARREARS', count: 1, mayGiveUp: false, items: ['0.01'] } },
  { rule: 'TX-DER-008 TX-DER-019 in part', owned: { subUsers: [{ id: 'u', name: 'operator' }] }, blocker: { kind: 'SUB_USERS', count: 1, mayGiveUp: false, items: ['operator'] } },
  { rule: 'TX-DER-009', owned: { apiKeys: [{ id: 'key-1' }, { id: 'key-2' }] }, blocker: { kind: 'API_KEYS', count: 2, mayGiveUp: false, items: ['key-1', 'key-2'] } },
  { rule: 'TX-DER-012', owned: { complaints: [{ id: 'complaint-7' }] }, blocker: { kind: 'COMPLAINTS', count: 1, mayGiveUp: false, items: ['complaint-7'] } },
])('$rule $blocker.kind block the closure and cannot be given up; settled and checked again they are gone', async ({ owned, blocker }) => {
  const { member, closure } = await registerAndApply(client, owned);
  expect(closure).toMatchObject({ state: 'BLOCKED', progress: 100, blockers: [blocker] });
  const input = { deregistrationId: closure.id };
  const givenUp = payloadOf(await sendGiveUp(client, member, { ...input, kind: blocker.kind }));
  expect(givenUp.userErrors).toMatchObject([{ code: 'BLOCKER_MAY_NOT_BE_GIVEN_UP', path: ['kind'], policy: 'deregistration.mayGiveUp', limit: 'BALANCE, COUPONS, RESOURCES' }]);
  expect(codesOf(await sendConfirm(client, member, input))).toEqual(['BLOCKERS_REMAIN']);

  expect(codesOf(await sendRecheck(client, member, input))).toEqual([]);
  expect(await whenChecked(client, member)).toMatchObject({ state: 'BLOCKED', blockers: [blocker] });
  await client.setCloud(member.id, {});
  expect(codesOf(await sendRecheck(client, member, input))).toEqual([]);
  expect(await whenChecked(client, member)).toMatchObject({ state: 'CONFIRMATION', blockers: [] });
});

test.for([
  { kind: 'COUPONS', owned: { coupons: [voucher, { ...voucher, id: 'g', kind: 'GIFT' }, { ...voucher, id: 'c', kind: 'CASH_COUPON' }] }, count: 3, left: { coupons: [] } },
  { kind: 'BALANCE', owned: { balance: '12.50' }, count: 1, left: { balance: '0.00' } },
  { kind: 'RESOURCES', owned: { resources: [{ id: 'r', name: 'cvm', billing: 'PREPAID' }] }, count: 1, left: { resources: [] } },
])('TX-DER-006 TX-DER-019 in part $kind may be given up, and are void then', async ({ kind, owned, count, left }) => {
  const { member, closure } = await registerAndApply(client, owned);
  expect(closure).toMatchObject({ state: 'BLOCKED', blockers: [{ kind, count, mayGiveUp: true }] });
  expect(codesOf(await sendGiveUp(client, member, { deregistrationId: closure.id, kind }))).toEqual([]);
  expect(await whenChecked(client, member)).toMatchObject({ state: 'CONFIRMATION', blockers: [] });
  expect(await cloudOf(member.id)).toMatchObject(left);
});

test('TX-DER-020 TX-DER-021 TX-DER-022 what may be given up is given up after the rest was settled, one by one, and then the next stage is open', async () => {
  const { member, closure } = await registerAndApply(client, { orders: [order], coupons: [voucher], balance: '3.00' });
  const input = { deregistrationId: closure.id };
  const giveUp = (kind: string) => sendGiveUp(client, member, { ...input, kind });
  expect(closure.blockers.map(({ kind, mayGiveUp }: { kind: string; mayGiveUp: boolean }) => [kind, mayGiveUp])).toEqual([['ORDERS', false], ['BALANCE', true], ['COUPONS', true]]);
  expect(codesOf(await giveUp('COUPONS'))).toEqual(['BLOCKERS_REMAIN']);
  expect((await cloudOf(member.id))['coupons']).toHaveLength(1);
  expect(codesOf(await giveUp('RESOURCES'))).toEqual(['BLOCKER_NOT_FOUND']);

  await client.setCloud(member.id, { coupons: [voucher], balance: '3.00' });
  expect((await readClosure(client, member)).blockers).toHaveLength(3);
  await sendRecheck(client, member, input);
  expect((await whenChecked(client, member)).blockers).toHaveLength(2);
  expect(codesOf(await giveUp('COUPONS'))).toEqual([]);
  expect(await whenChecked(client, member)).toMatchObject({ state: 'BLOCKED', blockers: [{ kind: 'BALANCE' }] });
  expect(codesOf(await sendConfirm(client, member, input))).toEqual(['BLOCKERS_REMAIN']);
  expect(codesOf(await giveUp('BALANCE'))).toEqual([]);
  expect(await whenChecked(client, member)).toMatchObject({ state: 'CONFIRMATION', blockers: [] });
});

test('TX-DER-023 a verified account that owns nothing goes straight on to the identity check, an unverified one to the confirmation', async () => {
  const unverified = await registerAndApply(client);
  expect(unverified.closure).toMatchObject({ state: 'CONFIRMATION', progress: 100, blockers: [], identityCheck: null });
  expect(unverified.closure.checks).toHaveLength(8);
  const member = await register(client);
  await verify(client, member);
  await stepUp(client, member, 'START_DEREGISTRATION');
  await sendStart(client, member, await application(client));
  expect(await whenChecked(client, member)).toMatchObject({ state: 'IDENTITY', identityCheck: { ticket: expect.any(String), url: expect.stringContaining('http') } });
});

test('TX-DER-018 whatever is bought while the checks run or after them makes their result invalid', async () => {
  for (let round = 0; round < 6; round += 1) {
    const member = await register(client);
    await stepUp(client, member, 'START_DEREGISTRATION');
    const { deregistration } = payloadOf(await sendStart(client, member, await application(client)));
    await pause(randomInt(40));
    await client.setCloud(member.id, { resources: [{ id: 'r', name: 'bought in between', billing: 'POSTPAID' }] });
    const { state } = await whenChecked(client, member);
    expect(['BLOCKED', 'CONFIRMATION']).toContain(state);
    expect(codesOf(await sendConfirm(client, member, { deregistrationId: deregistration.id }))).toEqual(['BLOCKERS_REMAIN']);
    expect(await readClosure(client, member)).toMatchObject({ state: 'BLOCKED', blockers: [{ kind: 'RESOURCES', items: ['bought in between'] }] });
  }
});

test('at most 20 are named, all are counted', async () => {
  const { closure } = await registerAndApply(client, { apiKeys: Array.from({ length: 25 }, (_, index) => ({ id: `key-${index}` })) });
  expect(closure.blockers).toMatchObject([{ kind: 'API_KEYS', count: 25 }]);
  expect(closure.blockers[0].items).toHaveLength(20);
});
