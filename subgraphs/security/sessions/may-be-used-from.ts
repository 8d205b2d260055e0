import { asCaller, currentCaller } from '../../shared/current-caller.ts';
import { whyAddressRefused } from '../address-list/address-list.ts';
import { tellHolder } from '../contacts/tell-holder.ts';
import type { Deps } from '../deps.ts';
import { placeOfAddress } from '../remote-login/place-of-address.ts';
import type { SecuritySettings } from '../settings/security-settings.entity.ts';
import { findSettings } from '../settings/settings-store.ts';
import { findUsualPlaces } from '../sign-in-checks/find-usual-places.ts';
import { isUnusual } from '../sign-in-checks/habit-rules.ts';
import { usedFromElsewhere } from './session-notices.ts';
import type { Elsewhere } from './session-rules.ts';
import { endLiveSession } from './session-store.ts';
import type { Session } from './session.entity.ts';

/**
 * What a sign-in from there would meet, a running session meets too (HW-SEC-004, TX-SEC-046, ASVS 8.2.4). Phones change their address on the move, so all but a list goes by the city;
 * the place where the session was opened need not be usual, because what was asked there was proved.
 */
const whyNotFrom = async ({ store, clock, vault, policy }: Deps, settings: SecuritySettings, { place: opened }: Session, address: string | null): Promise<Elsewhere | null> => {
  if (whyAddressRefused(vault, settings, address)) return 'ADDRESS_NOT_ALLOWED';
  if (!settings.remoteLoginProtection) return null;
  const place = placeOfAddress(address);
  if (place === opened) return null;
  return isUnusual(place, await findUsualPlaces(store.read, settings.accountId, clock.now(), policy.remoteLogin)) ? 'REMOTE_LOGIN' : null;
};

/**
 * Whether a session may be used from an address other than that it was last seen from. Where it may not it ends, and the holder is told, once, of however many requests:
 * whoever is there signs in anew and proves what a sign-in from there asks for; who has stolen the session cannot.
 */
export const mayBeUsedFrom = async (deps: Deps, session: Session, address: string | null): Promise<boolean> => {
  const { store, clock, audit } = deps;
  const { id: sessionId, accountId } = session;
  const settings = await findSettings(store.read, accountId);
  const reason = settings && (await whyNotFrom(deps, settings, session, address));
  if (!settings || !reason) return settings !== null;
  const end = (): Promise<void> =>
    store.transaction(async (transaction) => {
      if (!(await endLiveSession(transaction, { accountId, sessionId }, clock.now()))) return;
      await audit.record(transaction, { accountId, sessionId, event: 'SESSION_USED_ELSEWHERE', details: { reason } });
      await tellHolder(deps, transaction, settings, usedFromElsewhere(reason, placeOfAddress(address)));
    });
  // The gateway asks for many at once; this is done for whoever sends from there.
  const caller = currentCaller();
  await (caller ? asCaller({ ...caller, address }, end) : end());
  return false;
};
