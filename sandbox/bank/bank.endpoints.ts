import { randomUUID } from 'node:crypto';
import { z } from 'zod';
import type { Clock } from '../clock/clock.ts';
import { bankAccount, positiveAmount, requestId } from '../fields.ts';
import { answer } from '../http/answer.ts';
import { endpoint } from '../http/endpoint.ts';
import type { Store } from '../store/open-store.ts';

interface Transfer { id: string; from: string; to: string; amount: string; at: string }

/** The account from which the platform pays its small amounts. */
const PLATFORM = 'HUFU-PLATFORM';
const SHOWN = 200;

const params = z.strictObject({ cardNumber: bankAccount });
const receiver = z.strictObject({ to: bankAccount.optional() });
const payout = z.strictObject({ id: requestId, to: bankAccount, amount: positiveAmount });
const transfer = z.strictObject({ from: bankAccount, to: bankAccount, amount: positiveAmount });

export const bankEndpoints = (store: Store, clock: Clock) => {
  const transfers = store.collection<Transfer>('transfer');
  const at = () => clock.now().toISOString();

  return {
    /** The platform sends its payouts at least once; the key of the collection lets each through once. */
    payOut: endpoint({ body: payout }, ({ body: { id, to, amount } }) => {
      transfers.add(`payout ${id}`, { id, from: PLATFORM, to, amount, at: at() }, to);
      return answer(201, { id });
    }),

    pay: endpoint({ body: transfer }, ({ body }) => {
      const id = randomUUID();
      const made = { id, ...body, at: at() };
      transfers.add(`transfer ${id}`, made, body.to);
      return answer(201, made);
    }),

    list: endpoint({ query: receiver }, ({ query: { to } }) => answer(200, transfers.list(SHOWN, to))),

    incoming: endpoint({ params }, ({ params: { cardNumber } }) =>
      answer(200, transfers.list(SHOWN, cardNumber).map(({ amount, from, at: when }) => ({ amount, from, at: when })))),
  };
};
