import { EntitySchema, type QueryRunner } from 'typeorm';
import { count, id, instant } from '../../shared/store/columns.ts';
import { createTable } from '../../shared/store/create-table.ts';

/** The wrong passwords of a sign-in name, whether or not an account has it, so that the two cannot be told apart. */
export interface SignInFailures {
  /** A blind index of the name. */
  name: string;
  /** When the first wrong password was given (TX-SEC-058). */
  windowStartedAt: number;
  failures: number;
}

const columns = { name: id(), windowStartedAt: instant(), failures: count() };

export const signInFailuresEntity = new EntitySchema<SignInFailures>({
  name: 'sign_in_failures',
  columns,
  indices: [{ name: 'sign_in_failures_window', columns: ['windowStartedAt'] }],
});

export const createSignInFailuresTable = (runner: QueryRunner): Promise<void> =>
  createTable(runner, 'sign_in_failures', columns, { index: { sign_in_failures_window: ['windowStartedAt'] } });
