import { LessThanOrEqual, type EntityManager } from 'typeorm';
import { isDuplicate } from '../../shared/store/open-store.ts';
import type { LockoutPolicy } from './lockout-policy.ts';
import { signInFailuresEntity, type SignInFailures } from './sign-in-failure.entity.ts';

type Change = { failures: () => string } | { failures: number; windowStartedAt: number };

const change = async (transaction: EntityManager, to: Change, where: string, parameters: object): Promise<boolean> => {
  const { affected } = await transaction.createQueryBuilder().update(signInFailuresEntity).set(to).where(`name = :name AND ${where}`, parameters).execute();
  return affected === 1;
};

/**
 * Counts a guess before it is judged, if one more is allowed: each statement decides and counts at once,
 * so that of any number at the same time no more than the policy's attempts are let through.
 */
export const countGuess = async (transaction: EntityManager, name: string, policy: LockoutPolicy, now: number): Promise<'COUNTED' | 'COUNTED_FIRST' | 'LOCKED'> => {
  const bounds = { name, attempts: policy.attempts, windowOver: now - policy.window, lockOver: now - policy.duration };
  const countOneMore = (): Promise<boolean> =>
    change(transaction, { failures: () => 'failures + 1' }, 'failures < :attempts AND windowStartedAt > :windowOver', bounds);
  // TX-SEC-060: a day's guesses do not count on the next; TX-SEC-058: a lock, too, is measured from the first of them.
  const beginAnew = (): Promise<boolean> =>
    change(
      transaction,
      { failures: 1, windowStartedAt: now },
      '((failures < :attempts AND windowStartedAt <= :windowOver) OR (failures >= :attempts AND windowStartedAt <= :lockOver))',
      bounds,
    );
  if ((await countOneMore()) || (await beginAnew())) return 'COUNTED';
  try {
    await transaction.insert(signInFailuresEntity, { name, windowStartedAt: now, failures: 1 });
    return 'COUNTED_FIRST';
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    // The name is locked, or somebody else's guess was the first.
    return (await countOneMore()) ? 'COUNTED' : 'LOCKED';
  }
};

/** Undoes the counting of one guess, as if it had not been made. */
export const takeBackGuess = async (transaction: EntityManager, name: string): Promise<void> => {
  await change(transaction, { failures: () => 'failures - 1' }, 'failures > 0', { name });
  await transaction.delete(signInFailuresEntity, { name, failures: 0 });
};

export const findFailures = (manager: EntityManager, name: string): Promise<SignInFailures | null> => manager.findOneBy(signInFailuresEntity, { name });

export const clearFailures = async (transaction: EntityManager, name: string): Promise<void> => void (await transaction.delete(signInFailuresEntity, { name }));

/** Forgets what counts no more. */
export const forgetFailuresBefore = async (transaction: EntityManager, instant: number): Promise<void> => {
  await transaction.delete(signInFailuresEntity, { windowStartedAt: LessThanOrEqual(instant) });
};
