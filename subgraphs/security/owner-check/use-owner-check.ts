import { useAnswer } from '../challenges/challenge-store.ts';
import type { Deps } from '../deps.ts';

/** Uses an answered owner check up; false when it was not answered, has ended, or was used up before, also by a request at the same time. */
export const useOwnerCheck = ({ store, clock, audit }: Pick<Deps, 'store' | 'clock' | 'audit'>, accountId: string, challengeId: string): Promise<boolean> =>
  store.transaction(async (transaction) => {
    const isUsed = await useAnswer(transaction, { id: challengeId, accountId }, clock.now());
    if (isUsed) await audit.record(transaction, { accountId, event: 'OWNER_CHECK_USED', details: { challengeId } });
    return isUsed;
  });
