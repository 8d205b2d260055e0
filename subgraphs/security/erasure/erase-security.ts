import { eraseActivity } from '../activity/erase-activity.ts';
import { forgetCodes } from '../challenges/challenge-code.ts';
import { deleteChallenges } from '../challenges/challenge-store.ts';
import { deleteExchange } from '../contacts/phone-exchange-store.ts';
import { tellHolder } from '../contacts/tell-holder.ts';
import type { Deps } from '../deps.ts';
import { deleteMfa } from '../mfa/mfa-store.ts';
import { deletePasskeys } from '../passkeys/passkey-store.ts';
import { deleteTokens } from '../mfa-tokens/mfa-token-store.ts';
import { deleteRecoveryCodes } from '../recovery-codes/recovery-code-store.ts';
import { deleteSessions } from '../sessions/session-store.ts';
import { deleteHabits } from '../sign-in-checks/sign-in-habit-store.ts';
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
    // Also where nobody ever signed in: others may have tried.
    await eraseActivity(deps, transaction, accountId);
    if (!settings) return true;
    await tellHolder(deps, transaction, settings, accountClosed);
    await forgetCodes(deps, transaction, settings);
    await deleteSessions(transaction, accountId);
    await deleteChallenges(transaction, accountId);
    await deleteHabits(transaction, accountId);
    await deleteMfa(transaction, accountId);
    await deleteExchange(transaction, accountId);
    await deletePasskeys(transaction, accountId);
    await deleteTokens(transaction, accountId);
    await deleteRecoveryCodes(transaction, accountId);
    await changeSettings(transaction, settings, { phone: null, email: null, loginProtection: [], operationProtection: [], hasWechat: false, isAddressListOn: false, addressNetworks: null, sessionIdleSeconds: null, sessionMaximumSeconds: null, erasedAt: deps.clock.now() });
    await deps.audit.record(transaction, { accountId, event: 'SECURITY_ERASED' });
    return true;
  });
