import type { Transaction } from '../../shared/store/open-store.ts';
import type { Deps } from '../deps.ts';
import { placeOfAddress } from '../remote-login/place-of-address.ts';
import { openSession, type OpenedSession, type Opening } from '../sessions/open-session.ts';
import type { SecuritySettings } from '../settings/security-settings.entity.ts';
import { rememberSignIn } from './remember-sign-in.ts';

/** Everything that was asked was proved: opens the session, and learns from where it was opened. The caller holds the settings. */
export const finishSignIn = async (deps: Deps, transaction: Transaction, settings: SecuritySettings, opening: Omit<Opening, 'accountId' | 'operationProtection'>): Promise<OpenedSession> => {
  await rememberSignIn(deps, transaction, settings, { device: opening.device, place: placeOfAddress(opening.address) });
  return openSession(deps, transaction, { ...opening, accountId: settings.accountId, operationProtection: settings.operationProtection });
};
