import { EntitySchema } from 'typeorm';
import { count, hash, id, instant, nullable, text } from '../../shared/store/columns.ts';

export type HabitKind = 'CITY' | 'DEVICE';

/** From where, or with what, an account is signed in to. */
export interface SignInHabit {
  id: string;
  accountId: string;
  kind: HabitKind;
  /** The city; of a device a keyed hash of the program's name. */
  mark: string;
  signIns: number;
  firstAt: number;
  lastAt: number;
  /** Since when it has been usual. Null as long as it is not. */
  usualSince: number | null;
}

export const signInHabitColumns = {
  id: id(),
  accountId: text(20),
  kind: text(8),
  mark: hash(),
  signIns: count(),
  firstAt: instant(),
  lastAt: instant(),
  usualSince: instant(nullable),
};

export const signInHabitEntity = new EntitySchema<SignInHabit>({
  name: 'sign_in_habit',
  columns: signInHabitColumns,
  indices: [{ name: 'sign_in_habit_mark', columns: ['accountId', 'kind', 'mark'], unique: true }],
});
