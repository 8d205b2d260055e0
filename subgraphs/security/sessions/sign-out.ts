import type { Viewer } from '../../shared/caller.ts';
import type { Deps } from '../deps.ts';
import { endLiveSession } from './session-store.ts';

/** Ends the viewer's own session. That it has ended already, by a request at the same time, is as good. */
export const signOut = ({ store, clock, audit }: Deps, viewer: Viewer): Promise<void> =>
  store.transaction(async (transaction) => {
    if (await endLiveSession(transaction, viewer, clock.now())) await audit.record(transaction, { ...viewer, event: 'SIGNED_OUT' });
  });
