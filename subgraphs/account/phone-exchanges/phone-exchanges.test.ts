import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAccountWorld } from '../../../test/support/open-account-world.ts';
import { newPhone } from '../../../test/support/people.ts';
import { day } from '../../shared/duration.ts';
import { eraseAccount } from '../closing/erase-account.ts';
import { markAccountClosing } from '../closing/mark-account-closing.ts';
import { phoneUseStatus } from '../accounts/phone-places.ts';
import { phoneExchangeEntity } from './phone-exchange.entity.ts';
import { forgetOldExchanges } from './phone-exchange-store.ts';
import { settlePhoneExchange } from './settle-phone-exchange.ts';
import { takePhonePlace } from './take-phone-place.ts';

let world: Awaited<ReturnType<typeof openAccountWorld>>;
let take: ReturnType<typeof takePhonePlace>;
let settle: ReturnType<typeof settlePhoneExchange>;

beforeAll(async () => {
  world = await openAccountWorld();
  [take, settle] = [takePhonePlace(world.deps), settlePhoneExchange(world.deps)];
});
afterAll(() => world.close());

const useOf = (phone: string) => phoneUseStatus(world.store.read, world.deps.vault, world.deps.policy.registration.accountsPerPhone, phone, ['BIND_CLOUD']);
const open = async (): Promise<string> => (await world.register()).account.id;

test('a place is taken once, however often it is asked for, and given back once', async () => {
  const [accountId, phone] = [await open(), newPhone()];
  for (let index = 0; index < 3; index += 1) expect(await take({ exchangeId: `once ${accountId}`, accountId, phone })).toMatchObject({ isTaken: true });
  expect(await useOf(phone)).toBe('REGISTERED_BELOW_LIMIT');
  for (let index = 0; index < 3; index += 1) expect(await settle({ exchangeId: `once ${accountId}`, accountId, freedPhone: phone })).toBe(true);
  expect(await useOf(phone)).toBe('UNUSED');
});

test('a request that comes after the exchange was settled takes no place, also when no other came before it; nor does a late settlement give back what a later exchange took', async () => {
  const [accountId, phone] = [await open(), newPhone()];
  await settle({ exchangeId: `late ${accountId}`, accountId, freedPhone: phone });
  expect(await take({ exchangeId: `late ${accountId}`, accountId, phone })).toEqual({ isTaken: false, policy: null, limit: null });
  expect(await useOf(phone)).toBe('UNUSED');
  await take({ exchangeId: `later ${accountId}`, accountId, phone });
  await settle({ exchangeId: `late ${accountId}`, accountId, freedPhone: phone });
  expect(await useOf(phone)).toBe('REGISTERED_BELOW_LIMIT');
});

test('of fifty accounts at once five get a place; a refused one has neither place nor exchange, and gets one once one is free', async () => {
  const phone = newPhone();
  const accountIds: string[] = [];
  for (let index = 0; index < 8; index += 1) accountIds.push(await open());
  const places = await Promise.all(Array.from({ length: 50 }, (_, index) => take({ exchangeId: `burst ${accountIds[index % 8]}`, accountId: accountIds[index % 8]!, phone })));
  const holders = new Set(places.flatMap(({ isTaken }, index) => (isTaken ? [accountIds[index % 8]!] : [])));
  expect(holders.size).toBe(5);
  expect(places.find(({ isTaken }) => !isTaken)).toEqual({ isTaken: false, policy: 'account.registration.accountsPerPhone', limit: '5' });
  const refused = accountIds.find((accountId) => !holders.has(accountId))!;
  expect(await world.store.read.existsBy(phoneExchangeEntity, { accountId: refused })).toBe(false);
  const [leaving] = holders;
  await settle({ exchangeId: `leaving ${leaving}`, accountId: leaving!, freedPhone: phone });
  expect(await take({ exchangeId: `burst ${refused}`, accountId: refused, phone })).toMatchObject({ isTaken: true });
});

test('an account that is being closed takes no place, and gives back what it has when it is erased', async () => {
  const [accountId, phone] = [await open(), newPhone()];
  await take({ exchangeId: `closing ${accountId}`, accountId, phone });
  await markAccountClosing(world.deps)(accountId);
  expect(await take({ exchangeId: `closed ${accountId}`, accountId, phone: newPhone() })).toMatchObject({ isTaken: false });
  await eraseAccount(world.deps)(accountId);
  expect(await useOf(phone)).toBe('UNUSED');
  expect(await settle({ exchangeId: `closing ${accountId}`, accountId, freedPhone: phone })).toBe(true);
});

test('an exchange is remembered for a day', async () => {
  const accountId = await open();
  await settle({ exchangeId: `old ${accountId}`, accountId, freedPhone: null });
  const forget = (now: number) => world.store.transaction((transaction) => forgetOldExchanges(transaction, now));
  await forget(world.clock.now() + day - 1000);
  expect(await world.store.read.countBy(phoneExchangeEntity, { accountId })).toBe(1);
  await forget(world.clock.now() + day);
  expect(await world.store.read.countBy(phoneExchangeEntity, { accountId })).toBe(0);
});
