import { second } from '../../shared/duration.ts';
import { newId, newToken } from '../../shared/ids.ts';
import { hashSecret } from '../../shared/vault.ts';
import type { CheckMethod } from '../../shared/schema.generated.ts';
import type { Transaction } from '../../shared/store/open-store.ts';
import type { Deps } from '../deps.ts';
import { findSettings } from '../settings/settings-store.ts';
import { placeOfAddress } from '../remote-login/place-of-address.ts';
import { cityOfAddress } from './city-of-address.ts';
import { markOfAddress } from './mark-of-address.ts';
import { lifetimeOf } from './session-lifetime.ts';
import { idleEnd } from './session-rules.ts';
import { deleteOldSessions, endOldestSessions, insertSession } from './session-store.ts';
import type { Session } from './session.entity.ts';

export interface OpenedSession {
  session: Session;
  /** Here and nowhere else: stored is its hash. */
  token: string;
}

export interface Opening extends Pick<Session, 'accountId' | 'attemptHash' | 'device' | 'duty' | 'operationProtection'> {
  /** From where everything that was asked was proved. */
  address: string | null;
  proved: SignInProof;
}

/** By what somebody has signed in, as the history of the account names it. */
export interface SignInProof {
  /** The first factor: a sign-in method, or the kind of a third party. Null where an account was registered. */
  method: string | null;
  /** What was asked besides, and how it was proved. */
  checkedBy: CheckMethod | null;
}

/** Opens a session; beyond the policy's number the oldest ends. The caller holds the account's settings. */
export const openSession = async ({ clock, audit, vault, policy }: Pick<Deps, 'clock' | 'audit' | 'vault' | 'policy'>, transaction: Transaction, { address, proved, ...opening }: Opening): Promise<OpenedSession> => {
  const lifetime = lifetimeOf(await findSettings(transaction, opening.accountId), policy);
  const [now, token, idleSeconds] = [clock.now(), newToken(), Math.floor(lifetime.idle / second)];
  const expiresAt = now + lifetime.maximum;
  const session: Session = {
    ...opening,
    city: cityOfAddress(address),
    place: placeOfAddress(address),
    seenFrom: markOfAddress(vault, opening.accountId, address),
    id: newId('session'),
    tokenHash: hashSecret(token),
    createdAt: now,
    lastUsedAt: now,
    idleSeconds,
    idleExpiresAt: idleEnd({ idleSeconds, expiresAt }, now),
    expiresAt,
    endedAt: null,
    steppedUpUntil: null,
    steppedUpBy: null,
  };
  await insertSession(transaction, session);
  await endOldestSessions(transaction, session.accountId, policy.session.most, now);
  await deleteOldSessions(transaction, session.accountId, now);
  await audit.record(transaction, { accountId: session.accountId, event: 'SESSION_OPENED', sessionId: session.id, details: { ...proved } });
  return { session, token };
};
