import type { Transaction } from '../../shared/store/open-store.ts';
import type { Deps } from '../deps.ts';
import { openSession, type OpenedSession } from '../sessions/open-session.ts';
import type { Session } from '../sessions/session.entity.ts';
import type { SecuritySettings } from '../settings/security-settings.entity.ts';
import { rememberSignIn } from './remember-sign-in.ts';

interface Finishing extends Pick<Session, 'attemptHash' | 'device' | 'city' | 'duty'> {
  place: string | null;
}

/** Everything that was asked was proved: opens the session, and learns from where it was opened. The caller holds the settings. */
export const finishSignIn = async (deps: Deps, transaction: Transaction, settings: SecuritySettings, { place, ...opening }: Finishing): Promise<OpenedSession> => {
  await rememberSignIn(deps, transaction, settings, { device: opening.device, place });
  return openSession(deps, transaction, { ...opening, accountId: settings.accountId, operationProtection: settings.operationProtection });
};
