import type { DeregistrationCheckKind } from '../schema.generated.ts';
import type { GivableKind } from './check-policy.ts';
import type { GivenUp, Inventory } from './cloud-inventory.ts';

const endedOrders = ['FINISHED', 'COMPLETED', 'DONE', 'CLOSED', 'CANCELLED', 'CANCELED', 'REFUNDED'];

const names = (things: { name: string }[]): string[] => things.map(({ name }) => name);
const ids = (things: { id: string }[]): string[] => things.map(({ id }) => id);
const money = (amount: string): string[] => (Number(amount) > 0 ? [amount] : []);

/** What of the inventory blocks a closure, by kind of check; each entry is how people know the thing. */
export const whatBlocks: Record<DeregistrationCheckKind, (inventory: Inventory) => string[]> = {
  // A status that is not known here counts as unfinished: better one question too many than a lost order (TX-DER-005).
  ORDERS: ({ orders }) => names(orders.filter(({ status }) => !endedOrders.includes(status.toUpperCase()))),
  ARREARS: ({ arrears }) => money(arrears),
  SUB_USERS: ({ subUsers }) => names(subUsers),
  API_KEYS: ({ apiKeys }) => ids(apiKeys),
  COMPLAINTS: ({ complaints }) => ids(complaints),
  BALANCE: ({ balance }) => money(balance),
  COUPONS: ({ coupons }) => names(coupons),
  RESOURCES: ({ resources }) => names(resources),
};

/** What the cloud has to be told when a kind is given up. */
export const givenUpAs: Record<GivableKind, readonly GivenUp[]> = {
  BALANCE: ['BALANCE'],
  COUPONS: ['VOUCHER', 'CASH_COUPON', 'GIFT'],
  RESOURCES: ['RESOURCE'],
};
