import type { Viewer } from '../../shared/caller.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import type { Deps } from '../deps.ts';
import { whyNotReplaced } from '../mfa/mfa-rules.ts';
import { findDevices } from '../mfa/mfa-store.ts';
import { findSession } from '../sessions/session-store.ts';
import { boundMethods } from '../settings/bound-methods.ts';
import { endUnansweredMfa } from '../settings/end-unanswered-mfa.ts';
import type { SecurityView } from '../settings/security-view.ts';
import { holdSettingsOf } from '../settings/settings-store.ts';
import { authenticatorChanged } from '../step-up/authenticator-changed.ts';
import { lastPasskeyUnbound, passkeyUnbound } from './passkey-notices.ts';
import { passkeyNotFound } from './passkey-rules.ts';
import { deletePasskey } from './passkey-store.ts';

/** Unbinds a passkey, also one that is lost, after a proof by a device, a passkey or a recovery code: an SMS takes away nothing that proves more. With the last thing that answers for MFA it goes out of both protections, as with a device (TX-SEC-026). */
export const unbindPasskey = (deps: Deps, viewer: Viewer, passkeyId: string): Promise<Result<SecurityView>> =>
  deps.store.transaction(async (transaction) => {
    const { accountId, sessionId } = viewer;
    const settings = await holdSettingsOf(transaction, viewer);
    const notProven = whyNotReplaced(await findDevices(transaction, accountId), await boundMethods(transaction, settings), await findSession(transaction, viewer), deps.policy.mfa, deps.clock.now());
    if (notProven) return refuse(notProven);
    if (!(await deletePasskey(transaction, accountId, passkeyId))) return refuse(passkeyNotFound);
    const changed = await endUnansweredMfa(transaction, settings);
    await authenticatorChanged(deps, transaction, settings, { event: 'PASSKEY_UNBOUND', sessionId, details: { passkeyId }, notice: changed ? lastPasskeyUnbound : passkeyUnbound });
    return ok({ settings: changed ?? settings, viewer });
  });
