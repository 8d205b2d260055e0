import type { Viewer } from '../../shared/caller.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import type { Deps } from '../deps.ts';
import { endLiveSession } from './session-store.ts';

/** Ends one session of the viewer's account. Somebody else's looks absent. */
export const endSession = ({ store, clock, audit }: Deps, viewer: Viewer, sessionId: string): Promise<Result<string>> =>
  store.transaction(async (transaction) => {
    if (!(await endLiveSession(transaction, { accountId: viewer.accountId, sessionId }, clock.now()))) return refuse({ code: 'SESSION_NOT_FOUND', path: ['sessionId'] });
    await audit.record(transaction, { accountId: viewer.accountId, event: 'SESSION_ENDED', sessionId: viewer.sessionId, details: { endedSessionId: sessionId } });
    return ok(sessionId);
  });
