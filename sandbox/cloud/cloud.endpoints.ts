import { z } from 'zod';
import type { Clock } from '../clock/clock.ts';
import { requestId, shortText } from '../fields.ts';
import { answer } from '../http/answer.ts';
import { endpoint } from '../http/endpoint.ts';
import type { Store } from '../store/open-store.ts';
import { giveUp } from './give-up.ts';
import { couponKinds, emptyInventory, inventory, type Inventory } from './inventory.ts';

const params = z.strictObject({ accountId: shortText });
const closing = z.strictObject({ id: requestId });
const givenUp = z.strictObject({
  id: requestId,
  kind: z.enum([...couponKinds, 'BALANCE', 'RESOURCE']),
  itemIds: z.array(shortText).max(200).optional(),
});

export const cloudEndpoints = (store: Store, clock: Clock) => {
  const accounts = store.collection<Inventory>('cloud-account');
  const done = store.collection<true>('cloud-request');

  const owned = (accountId: string) => accounts.get(accountId) ?? emptyInventory();

  /** A request that comes again changes nothing, also when the account owns new things since. */
  const once = (accountId: string, request: string, change: (before: Inventory) => Inventory) =>
    store.transaction(() => {
      if (done.add(`${accountId} ${request}`, true)) accounts.put(accountId, change(owned(accountId)));
      return answer(200, owned(accountId));
    });

  return {
    put: endpoint({ params, body: inventory }, ({ params: { accountId }, body }) => {
      accounts.put(accountId, body);
      return answer(200, body);
    }),

    read: endpoint({ params }, ({ params: { accountId } }) => answer(200, owned(accountId))),

    giveUp: endpoint({ params, body: givenUp }, ({ params: { accountId }, body: { id, ...what } }) =>
      once(accountId, `give-up ${id}`, (before) => giveUp(before, what))),

    close: endpoint({ params, body: closing }, ({ params: { accountId }, body: { id } }) =>
      once(accountId, `close ${id}`, () => ({ ...emptyInventory(), closedAt: clock.now().toISOString() }))),
  };
};
