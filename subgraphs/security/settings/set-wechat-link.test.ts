import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSecurityWorld } from '../../../test/support/open-security-world.ts';
import { newToken } from '../../shared/ids.ts';
import type { CheckMethod } from '../../shared/schema.generated.ts';
import { hashSecret } from '../../shared/vault.ts';
import { findSession, writeProof } from '../sessions/session-store.ts';
import { boundMethods } from './bound-methods.ts';
import { changeSettings, findSettings, holdSettings } from './settings-store.ts';
import { setWechatLink } from './set-wechat-link.ts';

let world: Awaited<ReturnType<typeof openSecurityWorld>>;
beforeAll(async () => {
  world = await openSecurityWorld();
});
afterAll(() => world.close());

const settingsOf = async (accountId: string) => (await findSettings(world.store.read, accountId))!;
const hasWechat = async (accountId: string): Promise<boolean> => (await boundMethods(world.store.read, await settingsOf(accountId))).includes('WECHAT');
const set = (accountId: string, isLinked: boolean, asOf: number): Promise<void> => setWechatLink(world.deps, { accountId, isLinked, asOf });

const protect = (accountId: string, loginProtection: CheckMethod[], operationProtection: CheckMethod[]): Promise<unknown> =>
  world.store.transaction(async (transaction) => changeSettings(transaction, (await holdSettings(transaction, accountId))!, { loginProtection, operationProtection }));

test('the first session says whether there is one; later ones change nothing', async () => {
  const [{ accountId: without }, { accountId }] = [await world.openAccount(), await world.openAccount({ hasWechat: true })];
  expect([await hasWechat(without), await hasWechat(accountId)]).toEqual([false, true]);
});

test('the latest counts, in whatever order it comes and however often', async () => {
  const { accountId } = await world.openAccount();
  await set(accountId, true, 1000);
  await set(accountId, false, 2000);
  await set(accountId, true, 1000);
  expect(await hasWechat(accountId)).toBe(false);
  const told: [boolean, number][] = [[true, 4000], [false, 3000], [true, 4000]];
  await Promise.all(Array.from({ length: 50 }, (_, index) => setWechatLink(index % 2 ? world.deps : world.anotherProcess(), { accountId, isLinked: told[index % 3]![0], asOf: told[index % 3]![1] })));
  expect(await hasWechat(accountId)).toBe(true);
});

test('without one no protection asks for it any more, other methods stay, and the holder is told once', async () => {
  const { accountId, phone, email } = await world.openAccount({ hasWechat: true });
  await protect(accountId, ['WECHAT'], ['MFA', 'WECHAT']);
  for (let time = 0; time < 2; time += 1) await set(accountId, false, 1000);
  expect(await settingsOf(accountId)).toMatchObject({ loginProtection: [], operationProtection: ['MFA'], hasWechat: false });
  for (const to of [phone, email]) expect((await world.sentTo(to)).map(({ text }) => text)).toEqual([expect.stringContaining('no longer ask for a scan')]);
});

test('a process that is killed half way has changed nothing', async () => {
  const { accountId, phone } = await world.openAccount({ hasWechat: true });
  await protect(accountId, ['WECHAT'], []);
  const dying = { ...world.deps, audit: { record: async () => { throw new Error('the process was killed'); } } };
  await expect(setWechatLink(dying, { accountId, isLinked: false, asOf: 1000 })).rejects.toThrow('the process was killed');
  expect(await settingsOf(accountId)).toMatchObject({ loginProtection: ['WECHAT'], hasWechat: true });
  await set(accountId, false, 1000);
  expect(await settingsOf(accountId)).toMatchObject({ loginProtection: [], hasWechat: false });
  expect(await world.sentTo(phone)).toHaveLength(1);
});

test('nothing is told where no protection asked for it, and an account without settings stays without', async () => {
  const { accountId, phone } = await world.openAccount({ hasWechat: true });
  await set(accountId, false, 1000);
  expect(await world.sentTo(phone)).toEqual([]);
  await set('999999999999', true, 1000);
  expect(await findSettings(world.store.read, '999999999999')).toBeNull();
});

test('what was proved by one that is gone is proved no more, in any session; other proofs stay', async () => {
  const { accountId, viewer } = await world.openAccount({ hasWechat: true });
  let asOf = 0;
  const provedBy = async (method: CheckMethod): Promise<CheckMethod | null> => {
    await world.store.transaction((transaction) => writeProof(transaction, viewer, world.clock.now(), { steppedUpUntil: world.clock.now() + 60_000, steppedUpBy: method, tokenHash: hashSecret(newToken()) }));
    await set(accountId, false, (asOf += 1));
    return (await findSession(world.store.read, viewer))!.steppedUpBy;
  };
  expect([await provedBy('SMS'), await provedBy('WECHAT')]).toEqual(['SMS', null]);
});
