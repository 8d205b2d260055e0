import { expect, test } from 'vitest';
import { startTestSandbox } from './start-test-sandbox.ts';

const empty = {
  orders: [], balance: '0.00', arrears: '0.00', coupons: [], resources: [], subUsers: [], apiKeys: [], complaints: [],
  domains: [], filings: [], serverAddresses: [], invoices: [], contracts: [], closedAt: null,
};
const coupon = (id: string, kind: string) => ({ id, name: id, kind, amount: '5.00' });
const resource = (id: string) => ({ id, name: id, billing: 'POSTPAID' });

test('an account that nobody described owns nothing; missing keys mean nothing of that kind', async () => {
  const { call } = await startTestSandbox();
  expect(await call('GET', '/cloud/acc-1')).toMatchObject({ status: 200, json: empty });
  const { json } = await call('PUT', '/cloud/acc-1', { balance: '12.50', domains: ['a.example.test', { id: 'd-2', locked: true }] });
  expect(json).toEqual({ ...empty, balance: '12.50', domains: ['a.example.test', { id: 'd-2', locked: true }] });
  expect((await call('GET', '/cloud/acc-1')).json).toEqual(json);
  expect((await call('GET', '/cloud/acc-2')).json).toEqual(empty);
});

test('what is given up goes: all of a kind, or the named ones', async () => {
  const { call } = await startTestSandbox();
  await call('PUT', '/cloud/a', {
    balance: '3.00', coupons: [coupon('v1', 'VOUCHER'), coupon('v2', 'VOUCHER'), coupon('c1', 'CASH_COUPON'), coupon('g1', 'GIFT')],
    resources: [resource('r1'), resource('r2')],
  });
  const giveUp = async (body: object) => (await call('POST', '/cloud/a/give-up', body)).json;
  const ids = (items: { id: string }[]) => items.map(({ id }) => id);
  expect(ids((await giveUp({ id: '1', kind: 'VOUCHER', itemIds: ['v1', 'c1'] })).coupons)).toEqual(['v2', 'c1', 'g1']);
  expect(ids((await giveUp({ id: '2', kind: 'VOUCHER' })).coupons)).toEqual(['c1', 'g1']);
  expect(ids((await giveUp({ id: '3', kind: 'RESOURCE', itemIds: ['r2'] })).resources)).toEqual(['r1']);
  expect((await giveUp({ id: '4', kind: 'BALANCE' })).balance).toBe('0.00');
  expect(ids((await giveUp({ id: '5', kind: 'GIFT' })).coupons)).toEqual(['c1']);
});

test('a request that comes again does not touch what the account owns since', async () => {
  const { call } = await startTestSandbox();
  await call('PUT', '/cloud/a', { balance: '3.00' });
  await call('POST', '/cloud/a/give-up', { id: 'x', kind: 'BALANCE' });
  await call('PUT', '/cloud/a', { balance: '7.00' });
  expect((await call('POST', '/cloud/a/give-up', { id: 'x', kind: 'BALANCE' })).json.balance).toBe('7.00');
  expect((await call('GET', '/cloud/a')).json.balance).toBe('7.00');
});

test('closing empties the account and marks it, once', async () => {
  const { call } = await startTestSandbox();
  await call('PUT', '/cloud/a', { balance: '3.00', subUsers: [{ id: 'u', name: 'u' }] });
  const { json } = await call('POST', '/cloud/a/close', { id: 'x' });
  expect(json).toEqual({ ...empty, closedAt: expect.any(String) });
  await call('POST', '/clock', { advance: 'PT1M' });
  expect((await call('POST', '/cloud/a/close', { id: 'x' })).json).toEqual(json);
});

test.for([
  [{ orders: [{ id: 'o', name: 'n' }] }, 'orders.0.status'],
  [{ balance: 3 }, 'balance'],
  [{ coupons: [coupon('a', 'BRIBE')] }, 'coupons.0.kind'],
  [{ gold: 1 }, 'gold'],
  [{ apiKeys: [{ id: 'k', secret: 's' }] }, 'apiKeys.0.secret'],
  [{ subUsers: Array.from({ length: 201 }, (_, index) => ({ id: `${index}`, name: 'u' })) }, 'subUsers'],
] as const)('%j is refused at %s', async ([inventory, path]) => {
  const { call } = await startTestSandbox();
  expect(await call('PUT', '/cloud/a', inventory)).toMatchObject({ status: 400, json: { path } });
});
