import { EntitySchema } from 'typeorm';
import type { ActivityFact } from '../../shared/activity/shown-events.ts';
import type { ActivityKind } from '../../shared/schema.generated.ts';
import { count, id, instant, longText, nullable, text } from '../../shared/store/columns.ts';

/** One entry of an account's history. It is written once; nothing but `personal` is ever taken from it, when the account is erased. */
export interface Activity extends ActivityFact {
  /** Its place in the account's chain. */
  sequence: number;
  /** Device, city and address, and a salt: sealed JSON. Null when none is known, or erased. */
  personal: string | null;
  /** What of them is in the chain. The salt goes with them, so that nothing can be guessed from it afterwards. */
  personalHash: string | null;
  previousHash: string;
  hash: string;
}

/** Where an account's chain begins and ends: what the entries alone cannot tell. Its row is the lock under which entries are added. */
export interface ActivityHead {
  accountId: string;
  /** The sequence number of the last entry. */
  count: number;
  hash: string;
  /** The last entry that was cut off because it was too old, and its hash, to which the oldest that is kept refers. */
  anchor: number;
  anchorHash: string;
  /** When the oldest entry that is kept was written, roughly. Null when there is none. */
  oldestAt: number | null;
  /** When the holder opened the history. */
  openedAt: number | null;
  erasedAt: number | null;
  /** A keyed hash over the above: who writes to the store without the keys can make no other end of the chain. */
  seal: string;
  revision: number;
}

/** A failure beyond those that are listed one by one. It waits to be summed up, and is known for a day after, in case it is passed on again. */
export interface ExcessFailure {
  id: string;
  accountId: string;
  kind: ActivityKind;
  at: number;
  summedAt: number | null;
}

/** 32 bytes in Base64url. */
const chainHash = (more = {}) => text(43, more);

export const activityColumns = {
  id: id(),
  accountId: text(20),
  sequence: count(),
  at: instant(),
  kind: text(32),
  outcome: text(16),
  times: count(),
  operation: text(64, nullable),
  method: text(32, nullable),
  checkedBy: text(16, nullable),
  sessionId: text(64, nullable),
  personal: longText(nullable),
  personalHash: chainHash(nullable),
  previousHash: chainHash(),
  hash: chainHash(),
};

export const activityKeys = {
  unique: { activity_sequence: ['accountId', 'sequence'] },
  index: { activity_at: ['accountId', 'at', 'id'], activity_kind: ['accountId', 'kind', 'at', 'id'] },
};

export const activityHeadColumns = {
  accountId: text(20, { primary: true }),
  count: count(),
  hash: chainHash(),
  anchor: count(),
  anchorHash: chainHash(),
  oldestAt: instant(nullable),
  openedAt: instant(nullable),
  erasedAt: instant(nullable),
  seal: chainHash(),
  revision: count(),
};

export const activityHeadKeys = { index: { activity_head_oldest: ['oldestAt'] } };

export const excessFailureColumns = { id: id(), accountId: text(20), kind: text(32), at: instant(), summedAt: instant(nullable) };

export const excessFailureKeys = { index: { excess_failure_account: ['accountId', 'kind', 'summedAt'], excess_failure_summed: ['summedAt'] } };

const indicesOf = ({ unique = {}, index = {} }: { unique?: Record<string, string[]>; index?: Record<string, string[]> }) => [
  ...Object.entries(unique).map(([name, columns]) => ({ name, columns, unique: true })),
  ...Object.entries(index).map(([name, columns]) => ({ name, columns })),
];

export const activityEntity = new EntitySchema<Activity>({ name: 'activity', columns: activityColumns, indices: indicesOf(activityKeys) });
export const activityHeadEntity = new EntitySchema<ActivityHead>({ name: 'activity_head', columns: activityHeadColumns, indices: indicesOf(activityHeadKeys) });
export const excessFailureEntity = new EntitySchema<ExcessFailure>({ name: 'excess_failure', columns: excessFailureColumns, indices: indicesOf(excessFailureKeys) });
