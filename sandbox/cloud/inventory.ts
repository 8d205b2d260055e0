import { z } from 'zod';
import { amount, instant, shortText } from '../fields.ts';

const MAX_ITEMS = 200;
const list = <T extends z.ZodType>(item: T) => z.array(item).max(MAX_ITEMS).default([]);

/** Things of which the account centre only counts how many there are: a word, or an id and a few facts. */
const fact = z.union([z.string().max(200), z.number(), z.boolean(), z.null()]);
const thing = z.union([shortText, z.object({ id: shortText }).catchall(fact)]);

export const couponKinds = ['VOUCHER', 'CASH_COUPON', 'GIFT'] as const;

/** What an account owns in the cloud, or owes it. */
export const inventory = z.strictObject({
  orders: list(z.strictObject({ id: shortText, name: shortText, status: shortText })),
  balance: amount.default('0.00'),
  arrears: amount.default('0.00'),
  coupons: list(z.strictObject({ id: shortText, name: shortText, kind: z.enum(couponKinds), amount })),
  resources: list(z.strictObject({ id: shortText, name: shortText, billing: z.enum(['PREPAID', 'POSTPAID']) })),
  subUsers: list(z.strictObject({ id: shortText, name: shortText })),
  apiKeys: list(z.strictObject({ id: shortText })),
  complaints: list(z.strictObject({ id: shortText })),
  domains: list(thing),
  filings: list(thing),
  serverAddresses: list(thing),
  invoices: list(thing),
  contracts: list(thing),
  closedAt: instant.nullable().default(null),
});

export type Inventory = z.output<typeof inventory>;

export const emptyInventory = (): Inventory => inventory.parse({});
