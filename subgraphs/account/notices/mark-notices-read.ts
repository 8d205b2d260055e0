import type { Viewer } from '../../shared/caller.ts';
import { badUserInput } from '../../shared/request-errors.ts';
import type { Deps } from '../deps.ts';
import { countUnread, markRead } from './notice-store.ts';

const mostAtOnce = 100;

/** Marks the account's own notices as read, and says how many are left; all when none is named. */
export const markNoticesRead =
  ({ store, clock, policy }: Deps) =>
  ({ accountId }: Viewer, ids: string[] | null): Promise<number> => {
    if (ids && ids.length > mostAtOnce) throw badUserInput(`ids names at most ${mostAtOnce} notices.`);
    return store.transaction(async (transaction) => {
      const now = clock.now();
      await markRead(transaction, accountId, ids, now);
      return countUnread(transaction, accountId, now - policy.notices.keep);
    });
  };
