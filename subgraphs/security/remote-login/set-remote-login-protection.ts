import type { Viewer } from '../../shared/caller.ts';
import { ok, type Result } from '../../shared/result.ts';
import { tellHolder } from '../contacts/tell-holder.ts';
import type { Deps } from '../deps.ts';
import type { SecurityView } from '../settings/security-view.ts';
import { changeSettings, holdSettingsOf } from '../settings/settings-store.ts';
import { remoteLoginProtectionChanged } from './remote-login-notices.ts';

/** Switches the check of sign-ins from unusual cities on or off (TX-SEC-047). */
export const setRemoteLoginProtection = (deps: Deps, viewer: Viewer, isOn: boolean): Promise<Result<SecurityView>> =>
  deps.store.transaction(async (transaction) => {
    const { accountId, sessionId } = viewer;
    const settings = await holdSettingsOf(transaction, viewer);
    const changed = await changeSettings(transaction, settings, { remoteLoginProtection: isOn });
    await deps.audit.record(transaction, { accountId, sessionId, event: 'REMOTE_LOGIN_PROTECTION_SET', details: { isOn, before: settings.remoteLoginProtection } });
    await tellHolder(deps, transaction, settings, remoteLoginProtectionChanged(isOn));
    return ok({ settings: changed, viewer });
  });
