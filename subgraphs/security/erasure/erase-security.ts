import { forgetCodes } from '../challenges/challenge-code.ts';
import { deleteChallenges } from '../challenges/challenge-store.ts';
import { tellHolder } from '../contacts/tell-holder.ts';
import type { Deps } from '../deps.ts';
import { deleteMfa } from '../mfa/mfa-store.ts';
import { deleteSessions } from '../sessions/session-store.ts';
import { changeSettings, holdSettings } from '../settings/settings-store.ts';
import { accountClosed } from './erasure-notices.ts';

/**
 * Erases everything about an account and queues the last notice to its security phone and e-mail (TX-DER-037), in one transaction:
 * a repetition finds the account erased and changes nothing. What stays is the account number, so that a sign-in that was
 * under way opens no session on an account that is gone.
 */
export const eraseSecurity = (deps: Deps, accountId: string): Promise<boolean> =>
  deps.store.transaction(async (transaction) => {
    const settings = await holdSettings(transaction, accountId);
    if (!settings) return true;
    await tellHolder(deps, transaction, settings, accountClosed);
    await forgetCodes(deps, transaction, settings);
    await deleteSessions(transaction, accountId);
    await deleteChallenges(transaction, accountId);
    await deleteMfa(transaction, accountId);
    await changeSettings(transaction, settings, { phone: null, email: null, loginProtection: [], operationProtection: [], sessionIdleSeconds: null, sessionMaximumSeconds: null, erasedAt: deps.clock.now() });
    await deps.audit.record(transaction, { accountId, event: 'SECURITY_ERASED' });
    return true;
  });
