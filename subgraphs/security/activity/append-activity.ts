import type { SeenActivity } from '../../shared/activity/pass-on-activity.ts';
import { toActivity } from '../../shared/activity/shown-events.ts';
import type { Witness } from '../../shared/audit.ts';
import { hour } from '../../shared/duration.ts';
import { idOf } from '../../shared/ids.ts';
import type { Transaction } from '../../shared/store/open-store.ts';
import type { Deps } from '../deps.ts';
import { addExcess, countFailures, hasEntry, holdHead } from './activity-store.ts';
import { addToChain } from './add-to-chain.ts';
import { addSummingUp } from './sum-up-failures.ts';

type Parts = Pick<Deps, 'vault' | 'jobs' | 'clock'> & { policy: Pick<Deps['policy'], 'activity'> };

/**
 * Takes something that happened into the history of its account, once by its id. Of failures of one kind, as many an hour are listed as the policy says,
 * and the rest is summed up: a storm of wrong passwords does not bury what else is there.
 */
export const appendActivity = async (parts: Parts, transaction: Transaction, seen: SeenActivity): Promise<void> => {
  const { vault, clock, policy } = parts;
  const { accountId, kind, at } = seen;
  const id = idOf('activity', seen.id);
  const head = await holdHead(transaction, vault, accountId);
  if (await hasEntry(transaction, id)) return;
  if (seen.outcome === 'FAILED') {
    const hourBeganAt = at - (at % hour);
    const hourEndsAt = hourBeganAt + hour;
    if ((await countFailures(transaction, accountId, kind, hourBeganAt, hourEndsAt)) >= policy.activity.failuresPerHour) {
      if (await addExcess(transaction, { id, accountId, kind, at, summedAt: null })) await addSummingUp(parts, transaction, { accountId, kind, id, hourEndsAt, now: clock.now() });
      return;
    }
  }
  await addToChain(parts, transaction, head, { ...seen, id });
};

/** What happens in this subgraph itself is added in its own transaction. */
export const keepActivity =
  (parts: Parts): Witness =>
  async (transaction, entry, origin) => {
    const fact = toActivity(entry);
    if (fact) await appendActivity(parts, transaction, { ...fact, device: origin?.device ?? null, address: origin?.address ?? null });
  };
