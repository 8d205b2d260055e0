import { RateLimited } from '../request-errors.ts';
import type { Transaction } from '../store/open-store.ts';
import { countSend } from './send-count-store.ts';

/** What a message counts in, and how many that may have in an hour. What all count in comes last: it is held for the shortest time. */
export type SendLimit = readonly [id: string, most: number];

/** Counts a message that is about to be sent, in each of these. Throws RATE_LIMITED, which undoes the sending, when one has had as many in an hour as it may. */
export const limitSends = async (transaction: Transaction, limits: readonly SendLimit[], now: number): Promise<void> => {
  for (const [id, most] of limits) {
    const wait = await countSend(transaction, id, most, now);
    if (wait > 0) throw new RateLimited('Too many codes have been asked for. Wait a while.', wait);
  }
};
