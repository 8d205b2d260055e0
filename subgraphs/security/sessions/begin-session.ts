import { newToken } from '../../shared/ids.ts';
import type { Language } from '../../shared/messages/language.ts';
import { hashSecret } from '../../shared/vault.ts';
import type { CheckMethod, ErrorCode, SessionDuty } from '../../shared/schema.generated.ts';
import type { Transaction } from '../../shared/store/open-store.ts';
import { whyAddressRefused } from '../address-list/address-list.ts';
import { createChallenge } from '../challenges/create-challenge.ts';
import { findChallengeByAttempt } from '../challenges/challenge-store.ts';
import type { Challenge } from '../challenges/challenge.entity.ts';
import type { Deps } from '../deps.ts';
import { placeOfAddress } from '../remote-login/place-of-address.ts';
import { freshSettings } from '../settings/fresh-settings.ts';
import { changeSettings, holdOrInsertSettings } from '../settings/settings-store.ts';
import { finishSignIn } from '../sign-in-checks/finish-sign-in.ts';
import { readFacts } from '../sign-in-checks/read-facts.ts';
import { whyAsked } from '../sign-in-checks/why-asked.ts';
import { mayTrustAfter } from '../trusted-devices/trust-rules.ts';
import type { OpenedSession } from './open-session.ts';
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
  /** The account was opened a moment ago, and everything proved for it: nothing more is asked. */
  isNewAccount?: boolean;
  /** Whether a WeChat is a login method, of an account that has no settings yet. */
  hasWechat?: boolean;
  /** What the first factor was, as the history names it. */
  signInMethod?: string | null;
  /** Where it is a method of proof too. */
  firstFactor?: CheckMethod | null;
  /** Of a trusted device. */
  trustToken?: string | null;
  /** The device has signed in with this name before, and can show it. */
  isKnownDevice?: boolean;
  /** The wrong passwords just before the right one. */
  failuresBefore?: number;
}

interface Begun {
  session: OpenedSession | null;
  challenge: Challenge | null;
  /** Why the account is not signed in to at all. */
  refusal: ErrorCode | null;
}

const nothing: Begun = { session: null, challenge: null, refusal: null };

const longestDevice = 200;

/** The first factor was proved: opens a session, or a challenge where more is asked (`sign-in-checks/why-asked.ts`); a refusal where nothing may be opened. None of them when the account was erased meanwhile. */
export const beginSession = async (deps: Deps, attempt: SignInAttempt): Promise<Begun> => {
  const { store, vault, policy, audit } = deps;
  const { accountId, phone, email, language, duty, address, signInMethod = null } = attempt;
  const attemptHash = hashSecret(`attempt\0${accountId}\0${attempt.attemptId}`);
  const place = placeOfAddress(address);
  const device = attempt.device && [...attempt.device].slice(0, longestDevice).join('');

  /** A repetition gets what the attempt opened before; the token anew, because the one before is stored nowhere. */
  const repeat = async (transaction: Transaction): Promise<Begun | null> => {
    // The challenge first: a session that it led to is not given out for the first factor alone.
    const challenge = await findChallengeByAttempt(transaction, attemptHash);
    if (challenge) return { ...nothing, challenge };
    const session = await findSessionByAttempt(transaction, attemptHash);
    if (!session) return null;
    const token = newToken();
    await replaceToken(transaction, session.id, hashSecret(token));
    return { ...nothing, session: { session, token } };
  };

  const refused = async (transaction: Transaction, refusal: ErrorCode): Promise<Begun> => {
    await audit.record(transaction, { accountId, event: 'SIGN_IN_REFUSED', details: { refusal } });
    return { ...nothing, refusal };
  };

  return store.transaction(async (transaction) => {
    const settings = await holdOrInsertSettings(transaction, freshSettings({ accountId, phone: phone && vault.seal(phone), email: email && vault.seal(email), hasWechat: attempt.hasWechat ?? false, language }, policy));
    if (!settings) return nothing;
    const repeated = await repeat(transaction);
    if (repeated) return repeated;
    if (settings.language !== language) await changeSettings(transaction, settings, { language });
    const fromOutside = whyAddressRefused(vault, settings, address);
    if (fromOutside) return refused(transaction, fromOutside.code);
    const asked = attempt.isNewAccount ? null : whyAsked(await readFacts(deps, transaction, settings, { ...attempt, place }));
    if (!asked) return { ...nothing, session: await finishSignIn(deps, transaction, settings, { attemptHash, device, address, duty, proved: { method: signInMethod, checkedBy: null } }) };
    const { reason, methods, bindsMfaAfter } = asked;
    // What is owed and cannot be asked is not waived: only customer service can help (HW-SEC-010).
    if (methods.length === 0) return refused(transaction, 'CONTACT_SUPPORT');
    const mayTrustDevice = mayTrustAfter(reason, settings, policy.loginProtection);
    const challenge = await createChallenge(deps, transaction, { purpose: 'SIGN_IN', accountId, reason, methods, bindsMfaAfter, mayTrustDevice, attemptHash, device, signInMethod, language, duty, sessionId: null, operation: null });
    return { ...nothing, challenge };
  });
};
