import type { Viewer } from '../../shared/caller.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import type { Deps } from '../deps.ts';
import type { SecurityView } from '../settings/security-view.ts';
import { holdSettingsOf } from '../settings/settings-store.ts';
import { deleteTrustedDevice } from './trusted-device-store.ts';

/** Trusts a device no more: it meets the login check again. Somebody else's looks absent. */
export const endTrustedDevice = ({ store, audit }: Deps, viewer: Viewer, trustedDeviceId: string): Promise<Result<SecurityView>> =>
  store.transaction(async (transaction) => {
    const settings = await holdSettingsOf(transaction, viewer);
    if (!(await deleteTrustedDevice(transaction, viewer.accountId, trustedDeviceId))) return refuse({ code: 'TRUSTED_DEVICE_NOT_FOUND', path: ['trustedDeviceId'] });
    await audit.record(transaction, { accountId: viewer.accountId, sessionId: viewer.sessionId, event: 'DEVICE_TRUST_ENDED', details: { trustedDeviceId } });
    return ok({ settings, viewer });
  });
