import type { Viewer } from '../../shared/caller.ts';
import { readPage } from '../../shared/page.ts';
import type { Deps } from '../deps.ts';
import type { SessionConnection } from '../schema.generated.ts';
import { findLiveSessions } from './session-store.ts';
import { toSession } from './to-session.ts';

/** A page of the viewer's live sessions. */
export const sessionConnection = async ({ store, clock }: Deps, viewer: Viewer, wanted: { first: number; after?: string | null }): Promise<SessionConnection> => {
  const { nodes, pageInfo } = await readPage(wanted, {
    longest: 50,
    idPrefix: 'session',
    find: (take, after) => findLiveSessions(store.read, viewer.accountId, clock.now(), take, after),
    placeOf: ({ lastUsedAt, id }) => ({ at: lastUsedAt, id }),
  });
  return { nodes: nodes.map((session) => toSession(session, { viewer })), pageInfo };
};
