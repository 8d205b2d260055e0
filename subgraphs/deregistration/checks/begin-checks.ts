import type { Closure } from '../closure/closure.entity.ts';
import type { Base } from '../../shared/run-subgraph.ts';
import type { Transaction } from '../../shared/store/open-store.ts';
import type { DeregistrationPolicy } from '../policy.ts';
import { replaceChecks } from './check-store.ts';

export const checksJob = 'carry-out-checks';

/** Begins the run of checks that a closure has just moved into. */
export const beginChecks = async ({ jobs, policy }: Pick<Base<DeregistrationPolicy>, 'jobs' | 'policy'>, transaction: Transaction, closure: Pick<Closure, 'id' | 'run'>): Promise<void> => {
  const { id: closureId, run } = closure;
  await replaceChecks(transaction, closure, policy.value.checks);
  await jobs.add(transaction, { kind: checksJob, payload: { closureId, run }, uniqueKey: `checks:${closureId}:${run}` });
};
