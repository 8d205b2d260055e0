import type { Deps } from '../deps.ts';
import { endChallenges } from '../challenges/challenge-store.ts';
import { holdSettings } from '../settings/settings-store.ts';
import { deleteTrustedDevices } from '../trusted-devices/trusted-device-store.ts';
import { dropProofs, endLiveSessions } from './session-store.ts';

interface Ending {
  accountId: string;
  /** The one session that goes on. */
  keepSessionId: string | null;
  /** The session that asked for it; null when a service did. */
  askedBy: string | null;
}

/** Ends the sessions of an account, and the challenges that would open or strengthen one: they rest on what was proved before (TX-SEC-053). Says how many sessions there were. */
export const endAccountSessions = ({ store, clock, audit }: Deps, { accountId, keepSessionId, askedBy }: Ending): Promise<number> =>
  store.transaction(async (transaction) => {
    // In line with the openings: a session is either opened before and ended here, or begun after.
    if (!(await holdSettings(transaction, accountId))) return 0;
    const ended = await endLiveSessions(transaction, accountId, keepSessionId, clock.now());
    // Whoever ends all sessions does not leave devices behind that get in on a password alone.
    await deleteTrustedDevices(transaction, accountId);
    // The one that goes on has to prove anew who is there: what it had proved may have been proved by what was just changed.
    if (keepSessionId !== null) await dropProofs(transaction, accountId);
    await endChallenges(transaction, accountId, keepSessionId, clock.now());
    if (ended > 0) await audit.record(transaction, { accountId, event: 'SESSIONS_ENDED', sessionId: askedBy, details: { ended, keptSessionId: keepSessionId } });
    return ended;
  });
