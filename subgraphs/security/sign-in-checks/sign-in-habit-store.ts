import { In, type EntityManager } from 'typeorm';
import { signInHabitEntity, type HabitKind, type SignInHabit } from './sign-in-habit.entity.ts';

/** The latest first. */
export const findHabits = (manager: EntityManager, accountId: string, kind: HabitKind): Promise<SignInHabit[]> =>
  manager.find(signInHabitEntity, { where: { accountId, kind }, order: { lastAt: 'DESC', id: 'DESC' } });

/** Adds it, or writes over what was known of it. The caller holds the account's settings. */
export const saveHabit = async (transaction: EntityManager, habit: SignInHabit, isNew: boolean): Promise<void> => {
  if (isNew) await transaction.insert(signInHabitEntity, habit);
  else await transaction.update(signInHabitEntity, { id: habit.id }, habit);
};

export const forgetHabits = async (transaction: EntityManager, habits: SignInHabit[]): Promise<void> => {
  if (habits.length > 0) await transaction.delete(signInHabitEntity, { id: In(habits.map(({ id }) => id)) });
};

export const deleteHabits = async (transaction: EntityManager, accountId: string): Promise<void> => void (await transaction.delete(signInHabitEntity, { accountId }));
