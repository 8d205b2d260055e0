import { EntitySchema } from 'typeorm';
import type { CheckMethod, SessionDuty } from '../../shared/schema.generated.ts';
import { count, hash, id, instant, json, nullable, text } from '../../shared/store/columns.ts';

/** One signed-in device of an account. */
export interface Session {
  id: string;
  accountId: string;
  tokenHash: string;
  /** What the session was opened for: it opens no second one. */
  attemptHash: string;
  device: string | null;
  city: string | null;
  /** Where what was asked was proved: from there it may be used, whether or not that is one of the account's usual places. Null where that was no place. */
  place: string | null;
  /** A keyed hash of the address that it was last seen from. Null: wherever it is used next, that is looked at. */
  seenFrom: string | null;
  createdAt: number;
  /** Exact to one minute. */
  lastUsedAt: number;
  /** As it was at the sign-in: a change by the holder or of the policy is for the next one (TX-SEC-052). */
  idleSeconds: number;
  idleExpiresAt: number;
  expiresAt: number;
  endedAt: number | null;
  steppedUpUntil: number | null;
  steppedUpBy: CheckMethod | null;
  /** The account's operation protection when the session was opened. */
  operationProtection: CheckMethod[];
  /** What has to be done before the session can be used for anything else. */
  duty: SessionDuty | null;
}

export const sessionColumns = {
  id: id(),
  accountId: text(20),
  tokenHash: hash(),
  attemptHash: hash(),
  device: text(200, nullable),
  city: text(64, nullable),
  place: text(64, nullable),
  seenFrom: hash(nullable),
  createdAt: instant(),
  lastUsedAt: instant(),
  idleSeconds: count(),
  idleExpiresAt: instant(),
  expiresAt: instant(),
  endedAt: instant(nullable),
  steppedUpUntil: instant(nullable),
  steppedUpBy: text(16, nullable),
  operationProtection: json(),
  duty: text(32, nullable),
};

export const sessionEntity = new EntitySchema<Session>({
  name: 'session',
  columns: sessionColumns,
  indices: [
    { name: 'session_token', columns: ['tokenHash'], unique: true },
    { name: 'session_attempt', columns: ['attemptHash'], unique: true },
    { name: 'session_account', columns: ['accountId', 'lastUsedAt', 'id'] },
  ],
});
