import type { Clock } from '../../shared/clock.ts';
import type { Jobs } from '../../shared/jobs/jobs.ts';
import { ok, refuse, type Refusal, type Result } from '../../shared/result.ts';
import { isDuplicate, type Store, type Transaction } from '../../shared/store/open-store.ts';
import { RateLimited } from '../../shared/request-errors.ts';
import type { LockoutPolicy } from './lockout-policy.ts';
import { clearFailures, countGuess, findFailures, forgetFailuresBefore, takeBackGuess } from './sign-in-failure-store.ts';

export interface PasswordGuesses {
  /**
   * Judges a password for a sign-in name. `compare` gives what it found when the password is right, and null when it is wrong.
   * Of any number of guesses at once, no more are compared than the policy allows until one is right (TX-SEC-056); the others are refused as locked.
   * What a right one leads to is written with the end of the counting.
   */
  judge<T>(name: string, compare: () => Promise<T | null>, write: (transaction: Transaction, found: T) => Promise<void>): Promise<Result<T | null>>;
  /** The work that forgets names whose guesses count no more. */
  forgetOld(): Promise<void>;
}

export const forgetFailuresJob = 'forget-sign-in-failures';

interface Parts {
  store: Store;
  clock: Clock;
  jobs: Jobs;
}

export const createPasswordGuesses = ({ store, clock, jobs }: Parts, policy: LockoutPolicy): PasswordGuesses => {
  const comparing = new Map<string, Set<Promise<unknown>>>();
  const longestMemory = Math.max(policy.window, policy.duration);

  const whyLocked = async (name: string): Promise<Refusal | null> => {
    const counted = await findFailures(store.read, name);
    // TX-SEC-057 and TX-SEC-058: the lock is measured from the first wrong password; TX-SEC-059: nothing lifts it before.
    const left = counted && counted.failures >= policy.attempts ? counted.windowStartedAt + policy.duration - clock.now() : 0;
    return left > 0 ? { code: 'SIGN_IN_LOCKED', policy: 'account.lockout.attempts', limit: policy.attempts, retryAfter: left } : null;
  };

  const rememberToForget = async (transaction: Transaction): Promise<void> => {
    try {
      await jobs.add(transaction, { kind: forgetFailuresJob, payload: {}, dueAt: clock.now() + longestMemory, uniqueKey: forgetFailuresJob });
    } catch (error) {
      // Another name was the first at the same moment.
      if (!isDuplicate(error)) throw error;
    }
  };

  const count = (name: string): Promise<boolean> =>
    store.transaction(async (transaction) => {
      const counted = await countGuess(transaction, name, policy, clock.now());
      if (counted === 'COUNTED_FIRST') await rememberToForget(transaction);
      return counted !== 'LOCKED';
    });

  /** Others may see that a comparison is under way, and wait for it. */
  const whileOthersSee = async <T>(name: string, comparison: Promise<T>): Promise<T> => {
    const same = comparing.get(name) ?? new Set();
    comparing.set(name, same.add(comparison));
    try {
      return await comparison;
    } finally {
      same.delete(comparison);
      if (same.size === 0) comparing.delete(name);
    }
  };

  return {
    judge: async (name, compare, write) => {
      // Counted before it is judged. Another guess that is still being judged may turn out right and end the counting, so that is waited for.
      while (!(await count(name))) {
        const others = comparing.get(name);
        if (others) {
          await Promise.race([...others].map((other) => other.catch(() => undefined)));
          continue;
        }
        const refusal = await whyLocked(name);
        if (refusal) return refuse(refusal);
      }
      const compareAndWrite = async () => {
        const found = await compare().catch(async (error: unknown) => {
          // What could not be compared is no guess.
          if (error instanceof RateLimited) await store.transaction((transaction) => takeBackGuess(transaction, name));
          throw error;
        });
        if (found === null) return null;
        await store.transaction(async (transaction) => {
          await clearFailures(transaction, name);
          await write(transaction, found);
        });
        return found;
      };
      return ok(await whileOthersSee(name, compareAndWrite()));
    },
    forgetOld: () => store.transaction((transaction) => forgetFailuresBefore(transaction, clock.now() - longestMemory)),
  };
};
