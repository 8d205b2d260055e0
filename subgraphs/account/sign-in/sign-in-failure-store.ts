import { LessThanOrEqual, type EntityManager } from 'typeorm';
import { isDuplicate } from '../../shared/store/open-store.ts';
import { readRow } from '../../shared/store/read-rows.ts';
import { insertRow, writeRows } from '../../shared/store/write-rows.ts';
import { signInFailuresEntity, type SignInFailures } from './sign-in-failure.entity.ts';

/** What failures are counted for, and when the counting begins anew. */
export interface Counter extends Pick<SignInFailures, 'subject' | 'name'> {
  window: number;
  /** Null where failures never lock. */
  lock: { attempts: number; duration: number; runsFrom: 'FIRST_FAILURE' | 'LOCK' } | null;
}

/** More than a column can hold. */
const unbounded = 2 ** 31 - 1;

const change = async (transaction: EntityManager, assignments: string, condition: string, values: (string | number)[]): Promise<boolean> =>
  (await writeRows(transaction, `UPDATE sign_in_failures SET ${assignments} WHERE ${condition}`, values)) === 1;

/**
 * Counts a guess before it is judged, if there are fewer than `most`: each statement decides and counts at once,
 * so that of any number at the same time no more than that are let through. Gives false when there are as many.
 */
export const countGuess = async (transaction: EntityManager, { subject, name, window, lock }: Counter, most: number | null, now: number): Promise<boolean> => {
  const windowOver = now - window;
  const countOneMore = (): Promise<boolean> =>
    change(transaction, 'failures = failures + 1, lastAt = ?', 'subject = ? AND failures < ? AND windowStartedAt > ?', [now, subject, most ?? unbounded, windowOver]);
  // TX-SEC-060: a day's guesses do not count on the next; TX-SEC-058, HW-SEC-001: a lock is measured from the first of them, or from the last.
  const { attempts, duration, runsFrom } = lock ?? { attempts: unbounded, duration: 0, runsFrom: 'FIRST_FAILURE' };
  const lockFrom = runsFrom === 'LOCK' ? 'lastAt' : 'windowStartedAt';
  const beginAnew = (): Promise<boolean> =>
    change(
      transaction,
      'failures = 1, windowStartedAt = ?, lastAt = ?',
      `subject = ? AND ((failures < ? AND windowStartedAt <= ?) OR (failures >= ? AND ${lockFrom} <= ?))`,
      [now, now, subject, attempts, windowOver, attempts, now - duration],
    );
  if ((await countOneMore()) || (await beginAnew())) return true;
  try {
    await insertRow(transaction, signInFailuresEntity, { subject, name, windowStartedAt: now, lastAt: now, failures: 1 });
    return true;
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    // There are as many, or somebody else's guess was the first.
    return countOneMore();
  }
};

/** How many guesses are counted now. */
export const countedFailures = async (manager: EntityManager, { subject }: Pick<Counter, 'subject'>): Promise<number> =>
  (await readRow(manager, signInFailuresEntity, 'subject = ?', [subject]))?.failures ?? 0;

/** For how much longer the subject is locked; 0 when it is not. */
export const lockedFor = async (manager: EntityManager, { subject, lock }: Counter, now: number): Promise<number> => {
  const counted = lock && (await readRow(manager, signInFailuresEntity, 'subject = ?', [subject]));
  if (!counted || counted.failures < lock.attempts) return 0;
  return Math.max(0, (lock.runsFrom === 'LOCK' ? counted.lastAt : counted.windowStartedAt) + lock.duration - now);
};

/** Undoes the counting of one guess, as if it had not been made. A count of none is forgotten with the old ones. */
export const takeBackGuess = async (transaction: EntityManager, { subject }: Pick<Counter, 'subject'>): Promise<void> => void (await change(transaction, 'failures = failures - 1', 'subject = ? AND failures > 0', [subject]));

export const clearFailures = async (transaction: EntityManager, { subject }: Pick<Counter, 'subject'>): Promise<void> => void (await writeRows(transaction, 'DELETE FROM sign_in_failures WHERE subject = ?', [subject]));

/** Forgets all that was counted for a sign-in name, by whatever device. */
export const deleteFailuresOf = async (transaction: EntityManager, name: string): Promise<void> => void (await transaction.delete(signInFailuresEntity, { name }));

/** Forgets what was last counted so long ago that it counts no more. */
export const forgetFailuresBefore = async (transaction: EntityManager, instant: number): Promise<void> => {
  await transaction.delete(signInFailuresEntity, { lastAt: LessThanOrEqual(instant) });
};
