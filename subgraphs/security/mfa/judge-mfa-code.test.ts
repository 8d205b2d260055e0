import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSecurityWorld } from '../../../test/support/open-security-world.ts';
import { totp } from '../../../test/support/journeys.ts';
import type { Deps } from '../deps.ts';
import { judgeMfaCode } from './judge-mfa-code.ts';
import { findDevices, insertDevice } from './mfa-store.ts';
import { newTotpSecret } from './totp.ts';

type World = Awaited<ReturnType<typeof openSecurityWorld>>;
let world: World;
beforeAll(async () => {
  world = await openSecurityWorld();
});
afterAll(() => world.close());

/** An account with an app and a token. */
const openWithDevices = async () => {
  const { accountId } = await world.openAccount();
  const [app, token] = [newTotpSecret(), newTotpSecret()];
  const device = { accountId, name: 'MFA', boundAt: 0, lastStep: 0, failures: 0, serialNumber: null };
  await world.store.transaction(async (transaction) => {
    await insertDevice(transaction, { ...device, id: `app-${accountId}`, kind: 'VIRTUAL', secret: world.deps.vault.seal(app) });
    await insertDevice(transaction, { ...device, id: `token-${accountId}`, kind: 'HARDWARE', secret: world.deps.vault.seal(token) });
  });
  return { accountId, app, token };
};

const judge = async (deps: Deps, accountId: string, code: string, deviceId?: string): Promise<string> => {
  const judgement = await judgeMfaCode(deps, accountId, code, deviceId);
  if (!judgement.ok) return judgement.refusals[0]!.policy ?? judgement.refusals[0]!.code;
  return (await world.store.transaction((transaction) => judgement.value(transaction))) ? 'PASSED' : 'CODE_WRONG';
};

const failuresOf = async (accountId: string): Promise<number[]> => (await findDevices(world.store.read, accountId)).map(({ failures }) => failures);

test('the use of one device does not disable the other', async () => {
  const { accountId, app } = await openWithDevices();
  for (let round = 1; round <= 101; round += 1) {
    world.clock.move(round * 30_000);
    expect(await judge(world.deps, accountId, totp(app, world.clock.now()))).toBe('PASSED');
  }
  expect(await failuresOf(accountId)).toEqual([0, 0]);
});

test('a wrong code counts at both devices, and the right one of one takes back its own count alone at the other', async () => {
  const { accountId, app, token } = await openWithDevices();
  for (let round = 0; round < 3; round += 1) expect(await judge(world.deps, accountId, 'wrong')).toBe('CODE_WRONG');
  expect(await failuresOf(accountId)).toEqual([3, 3]);
  expect(await judge(world.deps, accountId, totp(app, world.clock.now()))).toBe('PASSED');
  expect((await failuresOf(accountId)).toSorted()).toEqual([0, 3]);
  expect(await judge(world.deps, accountId, totp(token, world.clock.now()))).toBe('PASSED');
  expect(await failuresOf(accountId)).toEqual([0, 0]);
});

test('a code of another device is wrong where one is named', async () => {
  const { accountId, app, token } = await openWithDevices();
  expect(await judge(world.deps, accountId, totp(token, world.clock.now()), `app-${accountId}`)).toBe('CODE_WRONG');
  expect(await judge(world.deps, accountId, totp(app, world.clock.now()), `app-${accountId}`)).toBe('PASSED');
});

test('of fifty requests with one code, at two processes, one passes', async () => {
  const { accountId, app } = await openWithDevices();
  const code = totp(app, world.clock.now());
  const outcomes = await Promise.all(Array.from({ length: 50 }, (_, index) => judge(index % 2 ? world.deps : world.anotherProcess(), accountId, code)));
  expect(outcomes.filter((outcome) => outcome === 'PASSED')).toHaveLength(1);
});

test('after a hundred wrong codes at both, of two hundred at once, both are disabled', async () => {
  const { accountId, token } = await openWithDevices();
  await Promise.all(Array.from({ length: 200 }, () => judge(world.deps, accountId, 'wrong')));
  expect(await failuresOf(accountId)).toEqual([100, 100]);
  expect(await judge(world.deps, accountId, totp(token, world.clock.now()))).toBe('security.mfa.consecutiveFailures');
});
