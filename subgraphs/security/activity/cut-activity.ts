import type { ForgetOld } from '../../shared/housekeeping.ts';
import { day } from '../../shared/duration.ts';
import type { Deps } from '../deps.ts';
import { changeHead, deleteUpTo, findAccountsOlder, findBySequence, findFirstYounger, forgetExcessBefore, holdHead } from './activity-store.ts';

export const cutActivityJob = 'cut-activity';

const accountsAtOnce = 100;

/**
 * Cuts off what is older than the instant. The chain is cut at one place, in the order of writing: an old entry that was written late waits for those before it.
 * The hash of the last one that goes stays as the anchor, so that what is kept can still be verified from its beginning.
 */
const cutAccount = ({ store, vault }: Pick<Deps, 'store' | 'vault'>, accountId: string, instant: number): Promise<void> =>
  store.transaction(async (transaction) => {
    const head = await holdHead(transaction, vault, accountId);
    const younger = await findFirstYounger(transaction, accountId, head.anchor, instant);
    const last = await findBySequence(transaction, accountId, younger ? younger.sequence - 1 : head.count);
    const isCut = last !== null && last.sequence > head.anchor;
    await changeHead(transaction, vault, head, { oldestAt: younger?.at ?? null, ...(isCut ? { anchor: last.sequence, anchorHash: last.hash } : {}) });
    if (isCut) await deleteUpTo(transaction, accountId, last.sequence);
  });

/** Cuts the history of every account that has something too old, each in a transaction of its own. */
export const cutActivity =
  (deps: Pick<Deps, 'store' | 'vault' | 'clock' | 'policy'>) =>
  async (): Promise<void> => {
    const instant = deps.clock.now() - deps.policy.activity.keep;
    for (;;) {
      const accounts = await findAccountsOlder(deps.store.read, instant, accountsAtOnce);
      for (const accountId of accounts) await cutAccount(deps, accountId, instant);
      if (accounts.length < accountsAtOnce) return;
    }
  };

/** Housekeeping sets the cut off; it is no part of its transaction, which would hold every account that it goes through. */
export const forgetOldActivity =
  ({ jobs }: Pick<Deps, 'jobs'>): ForgetOld =>
  async (transaction, now) => {
    // A failure is passed on again for minutes, not for a day.
    await forgetExcessBefore(transaction, now - day);
    await jobs.add(transaction, { kind: cutActivityJob, payload: {}, uniqueKey: cutActivityJob });
  };
