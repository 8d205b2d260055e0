import { expect, test } from 'vitest';
import type { DeregistrationCheckKind } from '../schema.generated.ts';
import { whatBlocks } from './check-kinds.ts';
import type { Inventory } from './cloud-inventory.ts';

const nothing: Inventory = { orders: [], balance: '0.00', arrears: '0', coupons: [], resources: [], subUsers: [], apiKeys: [], complaints: [] };
const order = (status: string) => ({ id: 'o1', name: 'server', status });

const found = (owned: Partial<Inventory>) =>
  Object.fromEntries(
    Object.entries(whatBlocks)
      .map(([kind, look]) => [kind as DeregistrationCheckKind, look({ ...nothing, ...owned })] as const)
      .filter(([, things]) => things.length > 0),
  );

test.for([
  { owned: {}, expected: {} },
  { owned: { orders: [order('PENDING'), order('FINISHED'), order('cancelled')] }, expected: { ORDERS: ['server'] } },
  { owned: { orders: [order('A_STATUS_FROM_THE_FUTURE')] }, expected: { ORDERS: ['server'] } },
  { owned: { arrears: '0.01' }, expected: { ARREARS: ['0.01'] } },
  { owned: { balance: '12.50' }, expected: { BALANCE: ['12.50'] } },
  { owned: { coupons: [{ id: 'v', name: 'voucher' }] }, expected: { COUPONS: ['voucher'] } },
  { owned: { resources: [{ id: 'r', name: 'cvm' }] }, expected: { RESOURCES: ['cvm'] } },
  { owned: { subUsers: [{ id: 'u', name: 'worker' }] }, expected: { SUB_USERS: ['worker'] } },
  { owned: { apiKeys: [{ id: 'key-1' }] }, expected: { API_KEYS: ['key-1'] } },
  { owned: { complaints: [{ id: 'c-1' }] }, expected: { COMPLAINTS: ['c-1'] } },
])('$owned blocks as $expected', ({ owned, expected }) => expect(found(owned)).toEqual(expected));
