import { afterAll, beforeAll, expect, test } from 'vitest';
import { newEmail, newPhone } from '../../../test/support/people.ts';
import { openSecurityWorld } from '../../../test/support/open-security-world.ts';
import { findSettings } from '../settings/settings-store.ts';
import { readContacts } from './read-contacts.ts';
import { setSecurityContacts } from './set-security-contacts.ts';

let world: Awaited<ReturnType<typeof openSecurityWorld>>;
beforeAll(async () => {
  world = await openSecurityWorld();
});
afterAll(() => world.close());

const contactsOf = async (accountId: string) => readContacts(world.deps.vault, (await findSettings(world.store.read, accountId))!);

test('sets what is given, leaves the rest, and tells the old address and the new', async () => {
  const { accountId, phone, email } = await world.openAccount();
  const fresh = newPhone();
  await setSecurityContacts(world.deps, { requestId: 'r1', accountId, phone: fresh });
  expect(await contactsOf(accountId)).toEqual({ phone: fresh, email });
  for (const to of [phone, fresh, email]) {
    const [notice, ...more] = await world.sentTo(to);
    expect(notice!.text).toMatch(/the security phone is now \+86 \d{3}\*{4}\d{4}\..*If this was not you/);
    expect(more).toEqual([]);
  }
});

test('a repetition, also fifty at once from two processes, changes and tells nothing; also when it comes after a further change', async () => {
  const { accountId, phone, email } = await world.openAccount();
  const [first, second] = [newEmail(), newEmail()];
  const other = world.anotherProcess();
  const set = (index: number) => setSecurityContacts(index % 2 ? other : world.deps, { requestId: 'r1', accountId, email: first });
  await Promise.all(Array.from({ length: 50 }, (_, index) => set(index)));
  expect((await world.sentTo(email)).length).toBe(1);
  await setSecurityContacts(world.deps, { requestId: 'r2', accountId, email: second });
  await set(0);
  expect(await contactsOf(accountId)).toEqual({ phone, email: second });
  expect((await world.sentTo(first)).length).toBe(2);
  expect((await world.sentTo(second)).length).toBe(1);
  expect((await world.sentTo(phone)).length).toBe(2);
});

test('what is so already is told to nobody', async () => {
  const { accountId, phone, email } = await world.openAccount();
  await setSecurityContacts(world.deps, { requestId: 'r1', accountId, phone, email });
  expect(await world.sentTo(phone)).toEqual([]);
  expect(await world.sentTo(email)).toEqual([]);
});

test('one key with two meanings is a fault, not a change', async () => {
  const { accountId, phone } = await world.openAccount();
  await setSecurityContacts(world.deps, { requestId: 'r1', accountId, email: newEmail() });
  await expect(setSecurityContacts(world.deps, { requestId: 'r1', accountId, phone: newPhone() })).rejects.toThrow('IDEMPOTENCY_KEY_REUSED');
  expect((await contactsOf(accountId)).phone).toBe(phone);
});

test('an account without settings here stays without', async () => {
  await setSecurityContacts(world.deps, { requestId: 'r1', accountId: '999999999999', phone: newPhone() });
  expect(await findSettings(world.store.read, '999999999999')).toBeNull();
});
