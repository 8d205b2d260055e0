import { EntitySchema, type QueryRunner } from 'typeorm';
import { count, hash, id, instant, nullable } from '../../shared/store/columns.ts';
import { createTable } from '../../shared/store/create-table.ts';

/** The wrong passwords of a sign-in name, whether or not an account has it, so that the two cannot be told apart; of one device that is known for it; or of a network. */
export interface SignInFailures {
  /** A blind index of what is counted for. */
  subject: string;
  /** The sign-in name; null where failures are counted whatever the names. */
  name: string | null;
  /** When the first wrong password was given (TX-SEC-058). */
  windowStartedAt: number;
  /** When the last was given (HW-SEC-001). */
  lastAt: number;
  failures: number;
}

const columns = { subject: id(), name: hash(nullable), windowStartedAt: instant(), lastAt: instant(), failures: count() };

export const signInFailuresEntity = new EntitySchema<SignInFailures>({
  name: 'sign_in_failures',
  columns,
  indices: [
    { name: 'sign_in_failures_name', columns: ['name'] },
    { name: 'sign_in_failures_last', columns: ['lastAt'] },
  ],
});

export const createSignInFailuresTable = (runner: QueryRunner): Promise<void> =>
  createTable(runner, 'sign_in_failures', columns, { index: { sign_in_failures_name: ['name'], sign_in_failures_last: ['lastAt'] } });
