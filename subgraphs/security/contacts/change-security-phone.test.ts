import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openSecurityWorld } from '../../../test/support/open-security-world.ts';
import { newPhone } from '../../../test/support/people.ts';
import { minute } from '../../shared/duration.ts';
import type { Deps } from '../deps.ts';
import { eraseSecurity } from '../erasure/erase-security.ts';
import { findSettings } from '../settings/settings-store.ts';
import { changeSecurityPhone } from './change-security-phone.ts';
import { findExchangeOf } from './phone-exchange-store.ts';
import { readContacts } from './read-contacts.ts';
import { readPhone } from './contact-rules.ts';
import { sendContactCode } from './send-contact-code.ts';

let world: Awaited<ReturnType<typeof openSecurityWorld>>;
type Opened = Awaited<ReturnType<typeof world.openAccount>>;

beforeAll(async () => {
  world = await openSecurityWorld();
});
beforeEach(() => void world.places.splice(0));
afterAll(() => world.close());

const phoneOf = async ({ accountId }: Opened) => readContacts(world.deps.vault, (await findSettings(world.store.read, accountId))!).phone;
const exchangeOf = ({ accountId }: Opened) => findExchangeOf(world.store.read, accountId);

/** The code that is sent to a number for an account. */
const codeFor = async ({ viewer }: Opened, to: string): Promise<string> => {
  expect((await sendContactCode(world.deps, viewer, readPhone(to, world.deps.policy), { language: 'en', address: null })).ok).toBe(true);
  return /\d{6}/.exec((await world.sentTo(to)).at(-1)!.text)![0];
};

const broken = (): Promise<never> => Promise.reject(new Error('The disk is full.'));
const movedOn = (): number => {
  let offset = world.clock.now() - Date.now();
  offset += minute;
  world.clock.move(offset);
  return offset;
};

test('a process that dies after the place was taken leaves the old phone in force; the place is given back, and the code is still good', async () => {
  const opened = await world.openAccount();
  const to = newPhone();
  const code = await codeFor(opened, to);
  const dying: Deps = { ...world.deps, jobs: { ...world.deps.jobs, runNow: async () => false }, audit: { record: broken } };
  await expect(changeSecurityPhone(dying, opened.viewer, { phone: to, code })).rejects.toThrow('The disk is full.');
  expect(await phoneOf(opened)).toBe(opened.phone);
  expect(world.places).toEqual([`take ${to}`]);
  movedOn();
  await world.jobs.runDue();
  expect(world.places).toEqual([`take ${to}`, `free ${to}`]);
  expect(await exchangeOf(opened)).toBeNull();
  expect((await changeSecurityPhone(world.deps, opened.viewer, { phone: to, code })).ok).toBe(true);
  expect(await phoneOf(opened)).toBe(to);
  expect(world.places.slice(2)).toEqual([`take ${to}`, `free ${opened.phone}`]);
});

test('sent again before that, the change goes on with the exchange that is under way', async () => {
  const opened = await world.openAccount();
  const to = newPhone();
  const code = await codeFor(opened, to);
  const dying: Deps = { ...world.deps, audit: { record: broken } };
  await expect(changeSecurityPhone(dying, opened.viewer, { phone: to, code })).rejects.toThrow();
  const { id } = (await exchangeOf(opened))!;
  const asked: string[] = [];
  const watched: Deps = { ...world.deps, account: { ...world.account, takePhonePlace: async (input) => (asked.push(input.exchangeId), world.account.takePhonePlace(input)) } };
  expect((await changeSecurityPhone(watched, opened.viewer, { phone: to, code })).ok).toBe(true);
  expect(asked).toEqual([id]);
  expect(world.places).toEqual([`take ${to}`, `take ${to}`, `free ${opened.phone}`]);
});

test('while account does not answer, what was changed stays so, the old place is given back later and once, and no other change begins before', async () => {
  const opened = await world.openAccount();
  const [first, second] = [newPhone(), newPhone()];
  const { settlePhoneExchange } = world.account;
  world.account.settlePhoneExchange = () => Promise.reject(new Error('account could not be asked.'));
  expect((await changeSecurityPhone(world.deps, opened.viewer, { phone: first, code: await codeFor(opened, first) })).ok).toBe(true);
  expect(await phoneOf(opened)).toBe(first);
  const code = await codeFor(opened, second);
  await expect(changeSecurityPhone(world.deps, opened.viewer, { phone: second, code })).rejects.toThrow('not finished yet');
  expect(await phoneOf(opened)).toBe(first);
  world.account.settlePhoneExchange = settlePhoneExchange;
  await expect.poll(async () => (await world.jobs.runDue(), exchangeOf(opened)), { timeout: 15_000, interval: 250 }).toBeNull();
  expect((await changeSecurityPhone(world.deps, opened.viewer, { phone: second, code })).ok).toBe(true);
  expect(world.places).toEqual([`take ${first}`, `free ${opened.phone}`, `take ${second}`, `free ${first}`]);
});

test('an exchange that takes too long is given up: when account answers at last the change is refused, and its place is given back', async () => {
  const opened = await world.openAccount();
  const to = newPhone();
  const code = await codeFor(opened, to);
  const slow: Deps = {
    ...world.deps,
    account: {
      ...world.account,
      takePhonePlace: async (input) => {
        const place = await world.account.takePhonePlace(input);
        movedOn();
        await world.jobs.runDue();
        return place;
      },
    },
  };
  expect(await changeSecurityPhone(slow, opened.viewer, { phone: to, code })).toMatchObject({ ok: false, refusals: [{ code: 'SECURITY_CONTACT_CHANGE_REPLACED' }] });
  expect(await phoneOf(opened)).toBe(opened.phone);
  expect(world.places).toEqual([`take ${to}`, `free ${to}`]);
});

test('of fifty changes at once from two processes one is done, and one place is given back', async () => {
  const opened = await world.openAccount();
  const to = newPhone();
  const code = await codeFor(opened, to);
  const other = world.anotherProcess();
  const results = await Promise.all(Array.from({ length: 50 }, (_, index) => changeSecurityPhone(index % 2 ? other : world.deps, opened.viewer, { phone: to, code })));
  expect(results.filter(({ ok }) => ok)).toHaveLength(1);
  expect(await phoneOf(opened)).toBe(to);
  expect(world.places.filter((place) => place === `free ${opened.phone}`)).toHaveLength(1);
  expect(world.places.filter((place) => place === `free ${to}`)).toEqual([]);
});

test('an account that is erased meanwhile changes nothing, and nothing of the exchange stays', async () => {
  const opened = await world.openAccount();
  const to = newPhone();
  const code = await codeFor(opened, to);
  const erased: Deps = { ...world.deps, account: { ...world.account, takePhonePlace: async () => (await eraseSecurity(world.deps, opened.accountId), { isTaken: true, policy: null, limit: null }) } };
  await expect(changeSecurityPhone(erased, opened.viewer, { phone: to, code })).rejects.toThrow();
  expect(await exchangeOf(opened)).toBeNull();
  movedOn();
  await world.jobs.runDue();
});
