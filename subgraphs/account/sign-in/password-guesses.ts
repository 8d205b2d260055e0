import type { Clock } from '../../shared/clock.ts';
import type { ConcurrencyLimit } from '../../shared/concurrency-limit.ts';
import { networkOf } from '../../shared/network-of.ts';
import { RateLimited } from '../../shared/request-errors.ts';
import { ok, refuse, type Refusal, type Result } from '../../shared/result.ts';
import type { Store, Transaction } from '../../shared/store/open-store.ts';
import type { Vault } from '../../shared/vault.ts';
import type { Captcha } from '../captcha/captcha.ts';
import { createDeviceTokens } from './device-tokens.ts';
import type { LockoutPolicy } from './lockout-policy.ts';
import { clearFailures, countedFailures, countGuess, forgetFailuresBefore, lockedFor, takeBackGuess, type Counter } from './sign-in-failure-store.ts';

/** Who guesses without being signed in. */
export interface Stranger {
  address: string | null;
  /** The answer to a captcha. */
  captcha?: string | null | undefined;
  deviceToken?: string | null | undefined;
}

type Compare<T> = () => Promise<T | null>;
type Write<T> = (transaction: Transaction, found: T, failuresBefore: number) => Promise<void>;

export interface PasswordGuesses {
  /**
   * Judges a password for a sign-in name. `compare` gives what it found when the password is right, and null when it is wrong.
   * Of any number of guesses at once, no more are compared than the policy allows until one is right: the others are refused as locked (TX-SEC-056),
   * or, of a stranger, ask for a captcha first (TX-SEC-055). A known device has a count of its own, so that nobody else locks it out.
   * What a right one leads to is written with the end of the counting, which tells how many were wrong before it.
   * Strangers stand in one line before anything is counted or read; who would have to wait too long is refused with RateLimited.
   */
  judge<T>(name: string, compare: Compare<T>, write: Write<T>, stranger?: Stranger): Promise<Result<T | null>>;
  /** Whether the token marks a device that has signed in with the name before. */
  isKnownDevice(token: string | null | undefined, name: string): boolean;
  /** Marks the device that has just signed in with the name as known. */
  issueDeviceToken(name: string): string;
  /** Forgets the failures that count no more. */
  forgetOld(transaction: Transaction, now: number): Promise<void>;
}

interface Parts {
  store: Store;
  clock: Clock;
  vault: Vault;
  captcha: Captcha;
  signIns: ConcurrencyLimit;
}

/** The guesses of one subject that this process has in hand. */
interface InHand {
  guesses: number;
  /** Those that the store is counting. */
  counting: Set<Promise<unknown>>;
  /** How many were let through and are being compared, and how many of those have ended. */
  letThrough: number;
  ended: number;
  /** Who waits for the next to end. */
  waiting: (() => void)[];
}

interface Counters {
  own: Counter;
  /** Of the network, whatever the names; null where that is not counted. */
  network: Counter | null;
}

export const createPasswordGuesses = ({ store, clock, vault, captcha, signIns }: Parts, policy: LockoutPolicy): PasswordGuesses => {
  const { attempts, duration, runsFrom, window, perAddress } = policy;
  const captchaAfter = Math.min(policy.captchaAfter ?? attempts, attempts);
  const inHand = new Map<string, InHand>();
  const devices = createDeviceTokens({ vault, clock }, policy.knownDevice);

  const countersOf = (name: string, stranger: Stranger | undefined): Counters => ({
    own: { subject: (stranger?.deviceToken && devices.read(stranger.deviceToken, name)) || name, name, window, lock: { attempts, duration, runsFrom } },
    network: stranger && perAddress ? { subject: vault.blindIndex('sign-in network', networkOf(stranger.address)), name: null, window: perAddress.window, lock: null } : null,
  });

  const captchaNeeded = (key: 'captchaAfter' | 'perAddress', limit: number): Refusal => ({ code: 'CAPTCHA_REQUIRED', path: ['captcha'], policy: `account.lockout.${key}`, limit });

  /** Counts the guess, or says why it may not be made now. */
  const count = ({ own, network }: Counters, isHuman: boolean): Promise<Result<null>> =>
    store.transaction(async (transaction) => {
      const now = clock.now();
      if (!(await countGuess(transaction, own, isHuman ? attempts : captchaAfter, now))) {
        const retryAfter = await lockedFor(transaction, own, now);
        // TX-SEC-059: nothing lifts a lock before its time.
        return refuse(retryAfter > 0 || isHuman ? { code: 'SIGN_IN_LOCKED', policy: 'account.lockout.attempts', limit: attempts, retryAfter } : captchaNeeded('captchaAfter', captchaAfter));
      }
      if (network && !(await countGuess(transaction, network, isHuman ? null : perAddress!.failures, now))) return refuse(captchaNeeded('perAddress', perAddress!.failures));
      return ok(null);
    });

  const whileInHand = async <T>(subject: string, work: (own: InHand) => Promise<T>): Promise<T> => {
    const own = inHand.get(subject) ?? { guesses: 0, counting: new Set(), letThrough: 0, ended: 0, waiting: [] };
    inHand.set(subject, own);
    own.guesses += 1;
    try {
      return await work(own);
    } finally {
      own.guesses -= 1;
      if (own.guesses === 0) inHand.delete(subject);
    }
  };

  /** Others that wait for the comparison go on when it has ended. */
  const whileOthersWait = async <T>(own: InHand, comparison: Promise<T>): Promise<T> => {
    try {
      return await comparison;
    } finally {
      own.letThrough -= 1;
      own.ended += 1;
      for (const goOn of own.waiting.splice(0)) goOn();
    }
  };

  /** Counts a guess; that it was let through is known before anybody who looked meanwhile goes on. */
  const countInHand = async (counters: Counters, isHuman: boolean, own: InHand): Promise<Result<null>> => {
    const counting = count(counters, isHuman).then((counted) => {
      if (counted.ok) own.letThrough += 1;
      return counted;
    });
    own.counting.add(counting);
    return counting.finally(() => own.counting.delete(counting));
  };

  /** Counts the guess before it is judged; gives why it may not be made. */
  const whyNotNow = async (counters: Counters, isHuman: boolean, own: InHand): Promise<Refusal[] | null> => {
    for (;;) {
      const endedBefore = own.ended;
      const counted = await countInHand(counters, isHuman, own);
      if (counted.ok) return null;
      // Another guess that is being counted or judged may turn out right and end the counting, so that is waited for; one may also have done so by now.
      await Promise.allSettled(own.counting);
      if (own.letThrough > 0) await new Promise<void>((goOn) => void own.waiting.push(goOn));
      // Or the lock has ended while it was looked at.
      if (own.ended === endedBefore && counted.refusals[0]?.retryAfter !== 0) return counted.refusals;
    }
  };

  const judgeAs = <T>(isHuman: boolean, counters: Counters, compare: Compare<T>, write: Write<T>): Promise<Result<T | null>> => {
    const { own, network } = counters;
    const compareAndWrite = async () => {
      const found = await compare().catch(async (error: unknown) => {
        // What could not be compared is no guess.
        if (error instanceof RateLimited) {
          await store.transaction(async (transaction) => {
            await takeBackGuess(transaction, own);
            if (network) await takeBackGuess(transaction, network);
          });
        }
        throw error;
      });
      if (found === null) return null;
      await store.transaction(async (transaction) => {
        // It was counted itself.
        const failuresBefore = Math.max(0, (await countedFailures(transaction, own)) - 1);
        await clearFailures(transaction, own);
        // In the network others may have failed.
        if (network) await takeBackGuess(transaction, network);
        await write(transaction, found, failuresBefore);
      });
      return found;
    };
    return whileInHand(own.subject, async (underWay) => {
      const refusals = await whyNotNow(counters, isHuman, underWay);
      return refusals ? refuse(...refusals) : ok(await whileOthersWait(underWay, compareAndWrite()));
    });
  };

  return {
    judge: async (name, compare, write, stranger) => {
      const counters = countersOf(name, stranger);
      if (!stranger) return judgeAs(true, counters, compare, write);
      const judged = await signIns.run(() => judgeAs(false, counters, compare, write));
      if (judged.ok || judged.refusals[0]?.code !== 'CAPTCHA_REQUIRED' || !stranger.captcha) return judged;
      // Its provider may take a while, in which this one keeps nobody waiting.
      const unsolved = await captcha.whyNotSolved(stranger.captcha, stranger.address);
      return unsolved ? refuse(unsolved) : signIns.resume(() => judgeAs(true, counters, compare, write));
    },
    isKnownDevice: (token, name) => Boolean(token && devices.read(token, name)),
    issueDeviceToken: devices.issue,
    forgetOld: (transaction, now) => forgetFailuresBefore(transaction, now - Math.max(window, duration, perAddress?.window ?? 0)),
  };
};
