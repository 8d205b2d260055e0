import { afterAll, beforeAll, expect, test } from 'vitest';
import { newNumber } from '../../shared/ids.ts';
import { giveUpResource } from '../checks/give-up-resource.ts';
import { findClosure } from '../closure/closure-store.ts';
import { confirmDeregistration } from '../closure/confirm-deregistration.ts';
import { startDeregistration } from '../closure/start-deregistration.ts';
import { withdrawDeregistration } from '../closure/withdraw-deregistration.ts';
import { emptyInventory, openClosureWorld } from '../../../test/support/open-closure-world.ts';
import { carryOutClosure } from './carry-out-closure.ts';

let opened: Awaited<ReturnType<typeof openClosureWorld>>;
beforeAll(async () => { opened = await openClosureWorld(); });
afterAll(() => opened.close());

const sent = [
  'account.markAccountClosing',
  'security.endAccountSessions',
  'cloud.close',
  'verification.eraseVerification',
  'security.eraseSecurity',
  'account.eraseAccount',
];

const startAndCheck = async (accountId = newNumber(12)) => {
  const { deps } = opened;
  const viewer = { accountId, sessionId: 's' };
  const started = await startDeregistration(deps)(viewer, { agreements: deps.policy.value.agreements, reasons: ['OTHER'], remark: 'moving house' });
  if (!started.ok) throw new Error(started.refusals[0]!.code);
  await opened.settle();
  opened.world.calls.length = 0;
  return { viewer, input: { deregistrationId: started.value.id } };
};
const stateOf = async (id: string) => (await findClosure(opened.deps.store.read, id))!.state;

test('the doors are shut, then everything is erased, once and in this order, before the answer', async () => {
  const { viewer, input } = await startAndCheck();
  const confirmed = await confirmDeregistration(opened.deps)(viewer, input);
  expect(confirmed.ok && confirmed.value).toMatchObject({ state: 'CLOSED', remark: null, reasons: ['OTHER'] });
  expect(opened.world.calls.filter((call) => call !== 'cloud.read')).toEqual(sent);
});

test.for(sent.flatMap((step) => (['before', 'after'] as const).map((when) => ({ step, when }))))('a crash $when $step has arrived ends in the same state', async ({ step, when }) => {
  const { viewer, input } = await startAndCheck();
  let isLost = true;
  opened.world.interrupt = (at, call) => {
    if (isLost && at === when && call === step) {
      isLost = false;
      throw new Error('lost');
    }
  };
  const confirmed = await confirmDeregistration(opened.deps)(viewer, input);
  expect(confirmed.ok && confirmed.value.state).toBe('CLOSING');
  expect((await withdrawDeregistration(opened.deps)(viewer, input)).ok).toBe(false);
  opened.world.interrupt = () => undefined;
  await opened.settle();
  expect(await stateOf(input.deregistrationId)).toBe('CLOSED');
  // What was acknowledged is not sent again; what was lost is.
  const calls = opened.world.calls.filter((call) => call !== 'cloud.read');
  expect(calls).toEqual(when === 'before' ? sent : sent.flatMap((call) => (call === step ? [call, call] : [call])));
});

test('five workers at once end in the same state', async () => {
  const { viewer, input } = await startAndCheck();
  opened.world.interrupt = (_when, call) => { if (call === sent[0]) throw new Error('nobody there'); };
  expect((await confirmDeregistration(opened.deps)(viewer, input)).ok).toBe(true);
  opened.world.interrupt = () => undefined;
  const work = () => carryOutClosure(opened.deps)({ closureId: input.deregistrationId });
  await Promise.allSettled([work(), work(), work(), work(), work()]);
  await opened.settle();
  expect(await stateOf(input.deregistrationId)).toBe('CLOSED');
});

test('nothing personal is left, also not of an application that was withdrawn before', async () => {
  const { deps, world } = opened;
  const accountId = newNumber(12);
  world.owned.set(accountId, { ...emptyInventory, balance: '5.00' });
  const withdrawn = await startAndCheck(accountId);
  await withdrawDeregistration(deps)(withdrawn.viewer, withdrawn.input);
  const { viewer, input } = await startAndCheck(accountId);
  await giveUpResource(deps)(viewer, { ...input, kind: 'BALANCE' });
  await opened.settle();

  const ids = [withdrawn.input.deregistrationId, input.deregistrationId];
  const rowsOf = async (name: string) => (await deps.store.read.find(name)).filter((row) => ids.some((id) => JSON.stringify(row).includes(id)));
  const personal = async () => ({
    remarks: (await rowsOf('closure')).filter(({ remark }) => remark !== null).length,
    items: (await rowsOf('closure_check')).filter(({ items }) => items !== null).length,
    consents: (await rowsOf('consent')).length,
    givenUp: (await rowsOf('give_up')).length,
  });
  expect(await personal()).toEqual({ remarks: 2, items: 1, consents: 2, givenUp: 1 });
  const confirmed = await confirmDeregistration(deps)(viewer, input);
  expect(confirmed.ok && confirmed.value.state).toBe('CLOSED');
  expect(await personal()).toEqual({ remarks: 0, items: 0, consents: 0, givenUp: 0 });
});
