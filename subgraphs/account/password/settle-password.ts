import type { Deps } from '../deps.ts';
import { mustChange } from './password-age.ts';
import { findPasswordAge } from './password-store.ts';

export const settlePasswordJob = 'settle-password';

/** What security has to do once a password was changed, or is to be changed. */
export interface SettlePassword {
  accountId: string;
  /** The session that it was changed with, which goes on. */
  keepSessionId: string | null;
  /** The challenge that allowed it, good for this once. */
  ownerCheckId: string | null;
}

/** Ends the sessions, uses up the challenge, and lets the session that goes on be used for everything. Repeating it changes nothing. */
export const settlePassword =
  ({ security, store, clock }: Deps) =>
  async ({ accountId, keepSessionId, ownerCheckId }: SettlePassword): Promise<void> => {
    if (ownerCheckId) await security.useOwnerCheck(accountId, ownerCheckId);
    await security.endSessions(accountId, keepSessionId);
    if (!keepSessionId) return;
    const password = await findPasswordAge(store.read, accountId);
    // It may come late, when the next change has become due.
    if (password && !mustChange(password, clock.now())) await security.endDuty(accountId, 'CHANGE_PASSWORD');
  };
