import { newToken } from '../../shared/ids.ts';
import type { Language } from '../../shared/messages/language.ts';
import { hashSecret } from '../../shared/vault.ts';
import type { SessionDuty } from '../../shared/schema.generated.ts';
import type { Transaction } from '../../shared/store/open-store.ts';
import { createChallenge } from '../challenges/create-challenge.ts';
import { findChallengeByAttempt } from '../challenges/challenge-store.ts';
import type { Challenge } from '../challenges/challenge.entity.ts';
import type { Deps } from '../deps.ts';
import { methodsAtSignIn } from '../protections/protection-rules.ts';
import { boundMethods } from '../settings/bound-methods.ts';
import { changeSettings, holdOrInsertSettings } from '../settings/settings-store.ts';
import { cityOfAddress } from './city-of-address.ts';
import { openSession, type OpenedSession } from './open-session.ts';
import { findSessionByAttempt, replaceToken } from './session-store.ts';

export interface SignInAttempt {
  /** The same for every repetition. */
  attemptId: string;
  accountId: string;
  /** The security contacts, of an account that has none yet. */
  phone: string | null;
  email: string | null;
  device: string | null;
  address: string | null;
  language: Language;
  /** What has to be done with the session first. */
  duty: SessionDuty | null;
}

interface Begun {
  session: OpenedSession | null;
  challenge: Challenge | null;
}

const longestDevice = 200;

/** The first factor was proved: opens a session, or a challenge where login protection asks for more (TX-SEC-030, TX-SEC-035). Neither when the account was erased meanwhile. */
export const beginSession = async (deps: Deps, attempt: SignInAttempt): Promise<Begun> => {
  const { store, vault, policy } = deps;
  const { accountId, phone, email, language, duty } = attempt;
  const attemptHash = hashSecret(`attempt\0${accountId}\0${attempt.attemptId}`);
  const city = cityOfAddress(attempt.address);
  const device = attempt.device && [...attempt.device].slice(0, longestDevice).join('');

  /** A repetition gets what the attempt opened before; the token anew, because the one before is stored nowhere. */
  const repeat = async (transaction: Transaction): Promise<Begun | null> => {
    // The challenge first: a session that it led to is not given out for the first factor alone.
    const challenge = await findChallengeByAttempt(transaction, attemptHash);
    if (challenge) return { session: null, challenge };
    const session = await findSessionByAttempt(transaction, attemptHash);
    if (!session) return null;
    const token = newToken();
    await replaceToken(transaction, session.id, hashSecret(token));
    return { session: { session, token }, challenge: null };
  };

  return store.transaction(async (transaction) => {
    const settings = await holdOrInsertSettings(transaction, {
      accountId,
      phone: phone && vault.seal(phone),
      email: email && vault.seal(email),
      loginProtection: [],
      operationProtection: [],
      sessionIdleSeconds: null,
      sessionMaximumSeconds: null,
      language,
      revision: 0,
      erasedAt: null,
    });
    if (!settings) return { session: null, challenge: null };
    const repeated = await repeat(transaction);
    if (repeated) return repeated;
    if (settings.language !== language) await changeSettings(transaction, settings, { language });
    const methods = methodsAtSignIn(settings.loginProtection, policy.loginProtection, await boundMethods(transaction, settings));
    return methods.length > 0
      ? { session: null, challenge: await createChallenge(deps, transaction, { purpose: 'SIGN_IN', accountId, methods, attemptHash, device, city, language, duty, sessionId: null, operation: null }) }
      : { session: await openSession(deps, transaction, { accountId, attemptHash, device, city, duty }), challenge: null };
  });
};
