import { setTimeout as sleep } from 'node:timers/promises';
import { refuse, type Answer } from '../http/answer.ts';
import type { Store } from '../store/open-store.ts';
import { magicBehaviourOf } from './magic-number.ts';

export type Verdict = 'MATCH' | 'MISMATCH' | 'REVIEW';

interface Asked { service: string; id: string; idNumber: string; gone: AbortSignal }

const FAILURES = 2;

/** How a provider reacts to a number before it looks at the person: at once, badly, or (null) not at all. */
export const createIdentityProvider = (store: Store, holdMs: number) => {
  const attempts = store.collection<{ count: number }>('provider-attempt');

  return async ({ service, id, idNumber, gone }: Asked): Promise<{ verdict: Verdict | null } | { failure: Answer }> => {
    const behaviour = magicBehaviourOf(idNumber);
    if (behaviour === 'NEVER_ANSWER') {
      // Rejects when the caller hangs up, which is the expected end.
      await sleep(holdMs, undefined, { signal: gone }).catch(() => undefined);
      return { failure: refuse(504, 'The provider does not answer for this number') };
    }
    if (behaviour === 'FAIL_TWICE') {
      const key = `${service} ${id}`;
      const count = (attempts.get(key)?.count ?? 0) + 1;
      attempts.put(key, { count });
      return count <= FAILURES
        ? { failure: refuse(500, 'The provider fails twice for this number') }
        : { verdict: 'MATCH' };
    }
    return { verdict: behaviour };
  };
};

export type IdentityProvider = ReturnType<typeof createIdentityProvider>;
