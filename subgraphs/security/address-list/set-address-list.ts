import type { Viewer } from '../../shared/caller.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import { endChallenges } from '../challenges/challenge-store.ts';
import { tellHolder } from '../contacts/tell-holder.ts';
import type { Deps } from '../deps.ts';
import { endLiveSessions, forgetWhereSeen } from '../sessions/session-store.ts';
import type { SecurityView } from '../settings/security-view.ts';
import { changeSettings, holdSettingsOf } from '../settings/settings-store.ts';
import { sealNetworks, whyListRefused } from './address-list.ts';
import { addressListChanged } from './address-list-notices.ts';

interface Wanted {
  isOn: boolean;
  networks: string[];
  /** From where the caller sends. */
  address: string | null;
}

/** Says from which networks the account can be signed in to (HW-SEC-004). The other sessions, which may be anywhere, end when a list is switched on or changed: each signs in anew from inside, and so does the one that goes on once it is used from elsewhere. */
export const setAddressList = (deps: Deps, viewer: Viewer, { isOn, networks: given, address }: Wanted): Promise<Result<SecurityView>> =>
  deps.store.transaction(async (transaction) => {
    const { vault, clock, audit, policy } = deps;
    const { accountId, sessionId } = viewer;
    const networks = [...new Set(given.map((network) => network.trim().toLowerCase()))];
    const refusal = whyListRefused({ isOn, networks }, address, policy.addressList);
    if (refusal) return refuse(refusal);
    const settings = await holdSettingsOf(transaction, viewer);
    const changed = await changeSettings(transaction, settings, { isAddressListOn: isOn, addressNetworks: sealNetworks(vault, networks) });
    if (isOn) {
      await endLiveSessions(transaction, accountId, sessionId, clock.now());
      await endChallenges(transaction, accountId, sessionId, clock.now());
      await forgetWhereSeen(transaction, accountId);
    }
    await audit.record(transaction, { accountId, sessionId, event: 'ADDRESS_LIST_SET', details: { isOn, networks: networks.length } });
    await tellHolder(deps, transaction, settings, addressListChanged);
    return ok({ settings: changed, viewer });
  });
