import type { Viewer } from '../../shared/caller.ts';
import { ok, type Result } from '../../shared/result.ts';
import { tellHolder } from '../contacts/tell-holder.ts';
import type { Deps } from '../deps.ts';
import type { SecurityView } from '../settings/security-view.ts';
import { forgetWhereSeen, keepPlaceOf } from '../sessions/session-store.ts';
import { changeSettings, holdSettingsOf } from '../settings/settings-store.ts';
import { placeOfAddress } from './place-of-address.ts';
import { remoteLoginProtectionChanged } from './remote-login-notices.ts';

interface Wanted {
  isOn: boolean;
  /** From where the caller sends. */
  address: string | null;
}

/** Switches the check of sign-ins from unusual cities on or off (TX-SEC-047). Once it is on, running sessions are held to it too: what opened them, in whatever city, was not asked for a proof. */
export const setRemoteLoginProtection = (deps: Deps, viewer: Viewer, { isOn, address }: Wanted): Promise<Result<SecurityView>> =>
  deps.store.transaction(async (transaction) => {
    const { accountId, sessionId } = viewer;
    const settings = await holdSettingsOf(transaction, viewer);
    const changed = await changeSettings(transaction, settings, { remoteLoginProtection: isOn });
    if (isOn && !settings.remoteLoginProtection) {
      await keepPlaceOf(transaction, viewer, placeOfAddress(address));
      await forgetWhereSeen(transaction, accountId);
    }
    await deps.audit.record(transaction, { accountId, sessionId, event: 'REMOTE_LOGIN_PROTECTION_SET', details: { isOn, before: settings.remoteLoginProtection } });
    await tellHolder(deps, transaction, settings, remoteLoginProtectionChanged(isOn));
    return ok({ settings: changed, viewer });
  });
