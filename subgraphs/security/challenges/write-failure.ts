import type { CheckMethod } from '../../shared/schema.generated.ts';
import type { Deps } from '../deps.ts';
import { tellOfFailure } from './tell-of-failure.ts';
import type { Challenge } from './challenge.entity.ts';

/** Writes a wrong answer down, and lets the holder know. */
export const writeFailure = (deps: Pick<Deps, 'store' | 'audit' | 'vault' | 'jobs' | 'clock'>, challenge: Challenge, method: CheckMethod): Promise<void> =>
  deps.store.transaction(async (transaction) => {
    const { id, accountId, sessionId, purpose } = challenge;
    await deps.audit.record(transaction, { accountId, sessionId, event: 'CHALLENGE_FAILED', details: { challengeId: id, purpose, method } });
    await tellOfFailure(deps, transaction, challenge);
  });
