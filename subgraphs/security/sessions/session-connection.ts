import type { Viewer } from '../../shared/caller.ts';
import { badUserInput } from '../../shared/request-errors.ts';
import type { Deps } from '../deps.ts';
import type { SessionConnection } from '../schema.generated.ts';
import { readCursor, writeCursor } from './session-cursor.ts';
import { findLiveSessions } from './session-store.ts';
import { toSession } from './to-session.ts';

const longestPage = 50;

/** A page of the viewer's live sessions. */
export const sessionConnection = async ({ store, clock }: Deps, viewer: Viewer, { first, after }: { first: number; after?: string | null }): Promise<SessionConnection> => {
  if (first < 1 || first > longestPage) throw badUserInput(`first is 1 to ${longestPage}.`);
  const cursor = after ? readCursor(after) : null;
  if (after && !cursor) throw badUserInput('after is the endCursor of the page before.');
  // One more than asked for tells whether there is a next page.
  const found = await findLiveSessions(store.read, viewer.accountId, clock.now(), first + 1, cursor);
  const sessions = found.slice(0, first);
  const last = sessions.at(-1);
  return {
    nodes: sessions.map((session) => toSession(session, { viewer })),
    pageInfo: { hasNextPage: found.length > first, endCursor: last ? writeCursor(last) : null },
  };
};
