import { request } from 'undici';
import { z } from 'zod';

const thing = z.object({ id: z.string(), name: z.string() });
const onlyId = z.object({ id: z.string() });
const amount = z.string().regex(/^\d+(\.\d+)?$/);

/** What an account owns in the cloud or owes it: of the whole answer, what the checks look at. */
const inventory = z.object({
  orders: z.array(thing.extend({ status: z.string() })),
  balance: amount,
  arrears: amount,
  coupons: z.array(thing),
  resources: z.array(thing),
  subUsers: z.array(thing),
  apiKeys: z.array(onlyId),
  complaints: z.array(onlyId),
});
export type Inventory = z.infer<typeof inventory>;

/** The words in which the cloud is told what is given up. */
export type GivenUp = 'VOUCHER' | 'CASH_COUPON' | 'GIFT' | 'BALANCE' | 'RESOURCE';

/** The cloud's inventory. Each call throws when it does not answer, or not as agreed: nothing is guessed then. */
export interface CloudInventory {
  read(accountId: string): Promise<Inventory>;
  /** Gives up all of a kind. The same id a second time changes nothing. */
  giveUp(accountId: string, what: { id: string; kind: GivenUp }): Promise<void>;
  /** Ends every service of the account and deletes its data (TX-DER-041). The same id a second time changes nothing. */
  close(accountId: string, id: string): Promise<void>;
}

const timeout = 2000;

export const createCloudInventory = (cloudUrl: string): CloudInventory => {
  const call = async (accountId: string, action = '', body?: object): Promise<unknown> => {
    const answer = await request(`${cloudUrl}/cloud/${encodeURIComponent(accountId)}${action}`, {
      headersTimeout: timeout,
      bodyTimeout: timeout,
      ...(body ? { method: 'POST', headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) } : {}),
    });
    if (answer.statusCode !== 200) {
      await answer.body.dump();
      throw new Error(`The cloud inventory answered ${answer.statusCode}.`);
    }
    return answer.body.json();
  };
  return {
    read: async (accountId) => inventory.parse(await call(accountId)),
    giveUp: async (accountId, what) => void (await call(accountId, '/give-up', what)),
    close: async (accountId, id) => void (await call(accountId, '/close', { id })),
  };
};
