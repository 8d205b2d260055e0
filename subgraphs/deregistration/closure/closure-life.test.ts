import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Viewer } from '../../shared/caller.ts';
import { newNumber } from '../../shared/ids.ts';
import { carryOutChecks } from '../checks/carry-out-checks.ts';
import { findChecks } from '../checks/check-store.ts';
import { giveUpResource } from '../checks/give-up-resource.ts';
import { restartIdentityCheck } from '../identity/restart-identity-check.ts';
import { emptyInventory, openClosureWorld } from '../../../test/support/open-closure-world.ts';
import type { Closure } from './closure.entity.ts';
import { findClosure, findLastClosure } from './closure-store.ts';
import { viewClosure } from './closure-view.ts';
import { confirmDeregistration } from './confirm-deregistration.ts';
import { recheckDeregistration } from './recheck-deregistration.ts';
import { startDeregistration } from './start-deregistration.ts';
import { withdrawDeregistration } from './withdraw-deregistration.ts';

let opened: Awaited<ReturnType<typeof openClosureWorld>>;
beforeAll(async () => { opened = await openClosureWorld(); });
afterAll(() => opened.close());

const newViewer = (): Viewer => ({ accountId: newNumber(12), sessionId: 's1' });
const application = () => ({ agreements: opened.deps.policy.value.agreements, reasons: ['OTHER' as const], remark: 'moving house' });
const start = (viewer: Viewer, more: object = {}) => startDeregistration(opened.deps)(viewer, { ...application(), ...more });
const read = async (id: string): Promise<Closure> => (await findClosure(opened.deps.store.read, id))!;

/** Applies, and waits until the checks are done. */
const begin = async (viewer: Viewer): Promise<Closure> => {
  const started = await start(viewer);
  if (!started.ok) throw new Error(started.refusals[0]!.code);
  await opened.settle();
  return read(started.value.id);
};
const codes = (result: { ok: boolean; refusals?: { code: string }[] }) => (result.ok ? [] : result.refusals!.map(({ code }) => code));

test('of twenty applications at once one is accepted; the next is possible after it was withdrawn', async () => {
  const viewer = newViewer();
  const results = await Promise.all(Array.from({ length: 20 }, () => start(viewer)));
  expect(results.filter(({ ok }) => ok)).toHaveLength(1);
  expect(new Set(results.flatMap(codes))).toEqual(new Set(['DEREGISTRATION_ALREADY_OPEN']));
  const { id } = (await findLastClosure(opened.deps.store.read, viewer.accountId))!;
  expect((await withdrawDeregistration(opened.deps)(viewer, { deregistrationId: id })).ok).toBe(true);
  expect((await start(viewer)).ok).toBe(true);
});

test('twenty applications at once with one key are one, and the same one a second later', async () => {
  const viewer = newViewer();
  const results = await Promise.all(Array.from({ length: 20 }, () => start(viewer, { idempotencyKey: 'k' })));
  const again = await start(viewer, { idempotencyKey: 'k' });
  expect(new Set([...results, again].map((result) => result.ok && result.value.id)).size).toBe(1);
  expect(codes(await start(viewer, { idempotencyKey: 'k', remark: 'something else' }))).toEqual(['IDEMPOTENCY_KEY_REUSED']);
});

test('TX-DER-030 an unverified account goes straight to the confirmation, a verified one to the camera', async () => {
  expect((await begin(newViewer())).state).toBe('CONFIRMATION');
  const viewer = newViewer();
  opened.world.identity.set(viewer.accountId, 'WAITING');
  const closure = await begin(viewer);
  expect(closure.state).toBe('IDENTITY');
  expect((await viewClosure(opened.deps, closure)).face?.ticket).toBe(closure.identityRequestId);
  expect(codes(await confirmDeregistration(opened.deps)(viewer, { deregistrationId: closure.id }))).toEqual(['IDENTITY_CHECK_PENDING']);
  expect(codes(await restartIdentityCheck(opened.deps)(viewer, { deregistrationId: closure.id }))).toEqual(['IDENTITY_CHECK_PENDING']);

  opened.world.identity.set(viewer.accountId, 'FAILED');
  expect(codes(await confirmDeregistration(opened.deps)(viewer, { deregistrationId: closure.id }))).toEqual(['IDENTITY_CHECK_FAILED']);
  const restarts = await Promise.all([1, 2, 3].map(() => restartIdentityCheck(opened.deps)(viewer, { deregistrationId: closure.id })));
  expect(restarts.every(({ ok }) => ok)).toBe(true);
  expect((await read(closure.id)).identityRequestId).not.toBe(closure.identityRequestId);

  opened.world.identity.set(viewer.accountId, 'PASSED');
  expect((await viewClosure(opened.deps, await read(closure.id))).closure.state).toBe('CONFIRMATION');
});

test('a passed camera and the confirmation are one call', async () => {
  const viewer = newViewer();
  opened.world.identity.set(viewer.accountId, 'WAITING');
  const { id } = await begin(viewer);
  opened.world.identity.set(viewer.accountId, 'PASSED');
  const confirmed = await confirmDeregistration(opened.deps)(viewer, { deregistrationId: id });
  expect(confirmed.ok && confirmed.value.state).toBe('CLOSED');
});

test('where verification does not answer, the state is shown and the rest is said to be unknown', async () => {
  const viewer = newViewer();
  opened.world.identity.set(viewer.accountId, 'WAITING');
  const closure = await begin(viewer);
  opened.world.interrupt = () => { throw new Error('nobody there'); };
  expect(await viewClosure(opened.deps, closure)).toMatchObject({ closure: { state: 'IDENTITY' }, face: null, isIdentityUnknown: true });
  expect(codes(await confirmDeregistration(opened.deps)(viewer, { deregistrationId: closure.id }))).toEqual(['PROVIDER_UNAVAILABLE']);
  opened.world.interrupt = () => undefined;
});

test('an inventory that does not answer leaves the closure CHECKING, with what was seen; it goes on from there', async () => {
  const viewer = newViewer();
  let reads = 0;
  opened.world.interrupt = (when) => { if (when === 'before' && (reads += 1) > 3) throw new Error('nobody there'); };
  const { id, state } = await begin(viewer);
  expect(state).toBe('CHECKING');
  expect((await findChecks(opened.deps.store.read, id)).map((check) => check.state).filter((checked) => checked === 'PASSED')).toHaveLength(3);
  opened.world.interrupt = () => undefined;
  await opened.settle();
  expect((await read(id)).state).toBe('CONFIRMATION');
});

test('TX-DER-021 what is given up is sent to the cloud once, also after a crash, and then checked again', async () => {
  const viewer = newViewer();
  opened.world.owned.set(viewer.accountId, { ...emptyInventory, orders: [{ id: 'o', name: 'server', status: 'OPEN' }], coupons: [{ id: 'v', name: 'voucher' }] });
  const { id: deregistrationId, state } = await begin(viewer);
  expect(state).toBe('BLOCKED');
  const giveUp = (kind: 'COUPONS' | 'ORDERS' | 'BALANCE') => giveUpResource(opened.deps)(viewer, { deregistrationId, kind });
  expect(codes(await giveUp('COUPONS'))).toEqual(['BLOCKERS_REMAIN']);
  expect(codes(await giveUp('ORDERS'))).toEqual(['BLOCKER_MAY_NOT_BE_GIVEN_UP']);
  expect(codes(await giveUp('BALANCE'))).toEqual(['BLOCKER_NOT_FOUND']);
  // Refused after the move: the whole was rolled back.
  expect(await read(deregistrationId)).toMatchObject({ state: 'BLOCKED', run: 1 });

  opened.world.owned.set(viewer.accountId, { ...emptyInventory, coupons: [{ id: 'v', name: 'voucher' }] });
  await recheckDeregistration(opened.deps)(viewer, { deregistrationId });
  await opened.settle();
  opened.world.interrupt = (when, call) => { if (when === 'after' && call === 'cloud.giveUp CASH_COUPON') throw new Error('the answer was lost'); };
  const results = await Promise.all([giveUp('COUPONS'), giveUp('COUPONS')]);
  expect(results.map(codes)).toContainEqual(['DEREGISTRATION_STAGE_WRONG']);
  await opened.settle();
  expect((await read(deregistrationId)).state).toBe('CHECKING');
  opened.world.interrupt = () => undefined;
  await opened.settle();
  expect((await read(deregistrationId)).state).toBe('CONFIRMATION');
});

test('a run that was left behind changes nothing any more', async () => {
  const viewer = newViewer();
  opened.world.owned.set(viewer.accountId, { ...emptyInventory, arrears: '3.00' });
  const closure = await begin(viewer);
  await recheckDeregistration(opened.deps)(viewer, { deregistrationId: closure.id });
  await carryOutChecks(opened.deps)({ closureId: closure.id, run: closure.run });
  expect(await read(closure.id)).toMatchObject({ state: 'CHECKING', run: 2 });
  await opened.settle();
});

test('what is created between the checks and the confirmation blocks it', async () => {
  const viewer = newViewer();
  const { id: deregistrationId } = await begin(viewer);
  opened.world.owned.set(viewer.accountId, { ...emptyInventory, resources: [{ id: 'r', name: 'cvm' }] });
  expect(codes(await confirmDeregistration(opened.deps)(viewer, { deregistrationId }))).toEqual(['BLOCKERS_REMAIN']);
  const { closure, checks } = await viewClosure(opened.deps, await read(deregistrationId));
  expect(closure.state).toBe('BLOCKED');
  expect(checks.filter(({ state }) => state === 'BLOCKED').map(({ kind, found }) => [kind, found])).toEqual([['RESOURCES', 1]]);
});

test('somebody else’s closure looks as if it were not there', async () => {
  const { id: deregistrationId } = await begin(newViewer());
  const stranger = newViewer();
  for (const useCase of [confirmDeregistration, withdrawDeregistration, recheckDeregistration, restartIdentityCheck]) {
    expect(codes(await useCase(opened.deps)(stranger, { deregistrationId }))).toEqual(['DEREGISTRATION_NOT_OPEN']);
  }
  expect(codes(await giveUpResource(opened.deps)(stranger, { deregistrationId, kind: 'COUPONS' }))).toEqual(['DEREGISTRATION_NOT_OPEN']);
});

test('TX-DER-028 of a withdrawal and a confirmation at once exactly one wins', { timeout: 60_000 }, async () => {
  const outcomes = new Set<string>();
  const alone = await begin(newViewer());
  const startedAt = performance.now();
  await confirmDeregistration(opened.deps)({ accountId: alone.accountId, sessionId: 's1' }, { deregistrationId: alone.id });
  const usualTime = performance.now() - startedAt;
  for (let round = 0; round < 60; round += 1) {
    const viewer = newViewer();
    const { id: deregistrationId } = await begin(viewer);
    const withdraw = () => withdrawDeregistration(opened.deps)(viewer, { deregistrationId });
    const confirm = () => confirmDeregistration(opened.deps)(viewer, { deregistrationId });
    const recheck = () => recheckDeregistration(opened.deps)(viewer, { deregistrationId });
    const soon = () => pause(Math.random() * usualTime);
    const results = await Promise.all([soon().then(confirm), soon().then(withdraw), soon().then(confirm), ...(round % 3 === 0 ? [soon().then(recheck)] : [])]);
    await opened.settle();
    const { state } = await read(deregistrationId);
    const ends = results.flatMap((result) => (result.ok ? [result.value.state] : []));
    expect(['CLOSED', 'WITHDRAWN']).toContain(state);
    // One end, and exactly one of the requests was told that it brought it about.
    expect(ends.filter((end) => end !== 'CHECKING')).toEqual([state]);
    outcomes.add(state);
  }
  expect(outcomes).toEqual(new Set(['CLOSED', 'WITHDRAWN']));
});

test('a withdrawal is never refused because the checks end in the same moment', async () => {
  for (let round = 0; round < 20; round += 1) {
    const viewer = newViewer();
    const started = await start(viewer);
    if (!started.ok) throw new Error('refused');
    await pause(Math.random() * 12);
    expect((await withdrawDeregistration(opened.deps)(viewer, { deregistrationId: started.value.id })).ok).toBe(true);
    await opened.settle();
    expect((await read(started.value.id)).state).toBe('WITHDRAWN');
  }
});
