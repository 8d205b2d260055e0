import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAccountWorld } from '../../../test/support/open-account-world.ts';
import { findAccount } from '../accounts/account-store.ts';
import { contactEntity } from '../contacts/contact.entity.ts';
import { loginMethodEntity } from '../login-methods/login-method.entity.ts';
import { changePassword } from '../password/change-password.ts';
import { formerPasswordEntity, passwordEntity } from '../password/password.entity.ts';
import { consentEntity } from '../../shared/consents.ts';
import { countPlaces } from '../../shared/quota.ts';
import { eraseAccount } from './erase-account.ts';
import { markAccountClosing } from './mark-account-closing.ts';

let world: Awaited<ReturnType<typeof openAccountWorld>>;

beforeAll(async () => {
  world = await openAccountWorld();
});
afterAll(() => world.close());

const fifty = <T>(one: () => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: 50 }, one));
const all = (answer: boolean): boolean[] => Array.from({ length: 50 }, () => answer);

test('an account is erased only when it is closing; fifty times at once change no more than once', async () => {
  const { account } = await world.register();
  expect(await eraseAccount(world.deps)(account.id)).toBe(false);
  expect(await fifty(() => markAccountClosing(world.deps)(account.id))).toEqual(all(true));
  expect(await fifty(() => eraseAccount(world.deps)(account.id))).toEqual(all(true));
  expect(await markAccountClosing(world.deps)(account.id)).toBe(true);
  expect((await findAccount(world.store.read, account.id))!.status).toBe('DEREGISTERED');
  const events = await world.store.read.query(`SELECT event FROM audit WHERE accountId = '${account.id}' ORDER BY at`);
  expect(events.map(({ event }: { event: string }) => event).toSorted()).toEqual(['ACCOUNT_CLOSING', 'ACCOUNT_ERASED', 'ACCOUNT_REGISTERED']);
});

test('nobody has an account that does not exist', async () => {
  expect(await markAccountClosing(world.deps)('100000000000')).toBe(false);
  expect(await eraseAccount(world.deps)('100000000000')).toBe(false);
});

test('what is erased is gone: the tombstone says nothing about a person, and address and phone can register again', async () => {
  const { account, email, phone, password } = await world.register();
  const changed = await changePassword(world.deps)({ accountId: account.id, sessionId: 's' }, { currentPassword: password, newPassword: 'Changed-Password-1' });
  expect(changed.ok).toBe(true);
  const place = { scope: 'phone:REGISTER_CLOUD+BIND_CLOUD', subject: world.deps.vault.blindIndex('phone', phone) };
  expect(await countPlaces(world.store.read, place)).toBe(1);

  await markAccountClosing(world.deps)(account.id);
  await eraseAccount(world.deps)(account.id);
  expect(await findAccount(world.store.read, account.id)).toEqual({
    id: account.id,
    appId: account.appId,
    kind: 'CLOUD',
    site: 'CN',
    origin: 'HERE',
    originId: null,
    traits: [],
    username: null,
    usernameChangedAt: null,
    nickname: null,
    industry: null,
    enterpriseName: null,
    language: 'EN',
    country: 'CN',
    status: 'DEREGISTERED',
    registeredAt: account.registeredAt,
    registeredWith: 'EMAIL',
    closedAt: expect.any(Number),
  });
  for (const entity of [loginMethodEntity, contactEntity, passwordEntity, formerPasswordEntity]) {
    expect(await world.store.read.countBy(entity as never, { accountId: account.id }), entity.options.name).toBe(0);
  }
  expect(await world.store.read.countBy(consentEntity, { holder: account.id })).toBe(0);
  expect(await countPlaces(world.store.read, place)).toBe(0);

  world.clock.move(3_600_000);
  const again = await world.register({ email, phone });
  expect(again.account.id).not.toBe(account.id);
});
