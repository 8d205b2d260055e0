import { newId } from '../../shared/ids.ts';
import type { ActivityKind } from '../../shared/schema.generated.ts';
import type { Transaction } from '../../shared/store/open-store.ts';
import type { Deps } from '../deps.ts';
import { holdHead, takeExcess } from './activity-store.ts';
import { addToChain } from './add-to-chain.ts';

export const sumUpFailuresJob = 'sum-up-failures';

interface SumUpFailures {
  accountId: string;
  kind: ActivityKind;
}

interface Excess extends SumUpFailures {
  id: string;
  hourEndsAt: number;
  now: number;
}

/** Has the failures of the hour summed up when it is over: one job, unless one comes so late that the job may have run. The caller holds the head, as the job does. */
export const addSummingUp = async ({ jobs }: Pick<Deps, 'jobs'>, transaction: Transaction, { accountId, kind, id, hourEndsAt, now }: Excess): Promise<void> => {
  const payload: SumUpFailures = { accountId, kind };
  const uniqueKey = [sumUpFailuresJob, accountId, kind, now < hourEndsAt ? hourEndsAt : id].join('\0');
  await jobs.add(transaction, { kind: sumUpFailuresJob, payload, dueAt: hourEndsAt, uniqueKey });
};

/** One entry for all that was not listed one by one. What is summed up is marked in the same transaction, so that a repetition finds nothing. */
export const sumUpFailures =
  ({ store, vault, clock }: Pick<Deps, 'store' | 'vault' | 'clock'>) =>
  ({ accountId, kind }: SumUpFailures): Promise<void> =>
    store.transaction(async (transaction) => {
      const head = await holdHead(transaction, vault, accountId);
      const excess = await takeExcess(transaction, accountId, kind, clock.now());
      if (!excess) return;
      // They came from anywhere: no device and no address is that of all.
      const fact = { id: newId('activity'), accountId, kind, ...excess, outcome: 'FAILED' as const, operation: null, method: null, checkedBy: null, sessionId: null, device: null, address: null };
      await addToChain({ vault }, transaction, head, fact);
    });
