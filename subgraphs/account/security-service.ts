import type { Caller, Viewer } from '../shared/caller.ts';
import type { Language } from '../shared/messages/language.ts';
import type { Log } from '../shared/log.ts';
import type { ServiceClient } from '../shared/service-client.ts';
import type { Challenge, CheckMethod, ErrorCode, Session, SessionDuty } from './schema.generated.ts';

/** What is known of a sign-in besides that its first factor was right: it decides what else is asked. */
export interface SignInFacts {
  /** The account was opened a moment ago, and everything proved for it. */
  isNewAccount: boolean;
  /** What the first factor was, as the history names it: a sign-in method, or the kind of a third party. Null when the account was opened a moment ago. */
  signInMethod: string | null;
  /** Where it is a method of proof too. */
  firstFactor: CheckMethod | null;
  /** The device has signed in with this name before, and has shown it. */
  isKnownDevice: boolean;
  /** The wrong passwords just before the right one. */
  failuresBefore: number;
}

export const nothingKnown: SignInFacts = { isNewAccount: false, signInMethod: null, firstFactor: null, isKnownDevice: false, failuresBefore: 0 };

interface SignInAttempt {
  /** The same for every repetition. */
  attemptId: string;
  accountId: string;
  /** The security contacts, for an account that has none yet. */
  contacts: { phone: string | null; email: string | null };
  /** What has to be done with the session first. */
  duty: SessionDuty | null;
  /** Whether a WeChat is a login method of the account. */
  hasWechat: boolean;
  facts: SignInFacts;
  /** Of a trusted device. */
  trustToken: string | null;
  caller: Pick<Caller, 'device' | 'address' | 'language'>;
}

/** What of an account's security has to do with its login methods. */
export interface AccountSecurity {
  hasPhone: boolean;
  email: string | null;
  loginProtection: CheckMethod[];
  operationProtection: CheckMethod[];
  /** Empty while sign-ins from unusual cities are not checked. */
  remoteLoginProtection: CheckMethod[];
}

/** Whether a WeChat is a login method of an account. */
export interface WechatLink {
  accountId: string;
  isLinked: boolean;
  /** When that was so; the latest counts. */
  asOf: number;
}

export interface BegunSession {
  session: Session | null;
  challenge: Challenge | null;
  /** Why nothing is opened although the first factor was right. */
  refusal: ErrorCode | null;
}

/** What this subgraph asks of security. */
export interface SecurityService {
  /** The first factor was proved: gives a session, or a challenge where the account is protected. Null when security does not answer. */
  beginSession(attempt: SignInAttempt): Promise<BegunSession | null>;
  /** Ends every session of the account but one, and every challenge that would open one. Throws when security does not answer. */
  endSessions(accountId: string, keepSessionId: string | null): Promise<void>;
  /** What of the account's security has to do with its login methods. Throws when security does not answer. */
  read(accountId: string): Promise<AccountSecurity>;
  /** Asks who is there of somebody who is not signed in: a challenge by the methods that are set up, without those named; null when none is left. Throws when security does not answer. */
  startOwnerCheck(check: { requestId: string; accountId: string; without: CheckMethod[]; language: Language }): Promise<Challenge | null>;
  /** True once the challenge of an owner check was answered; it stays so until it expires or is used up. */
  isOwnerChecked(accountId: string, challengeId: string): Promise<boolean>;
  /** Uses an answered owner check up; false when it was not answered, has expired or was used. */
  useOwnerCheck(accountId: string, challengeId: string): Promise<boolean>;
  /** The duty was done: the account's sessions may be used for everything. Throws when security does not answer. */
  endDuty(accountId: string, duty: SessionDuty): Promise<void>;
  /** Sets the security phone or e-mail, control of which was proved; null removes it, what is left out stays. Throws when security does not answer. */
  setContacts(requestId: string, accountId: string, contacts: { phone?: string | null; email?: string | null }): Promise<void>;
  /** Whether this session may replace or remove the security phone as far as the present one goes. Throws when security does not answer. */
  isPhoneProved(viewer: Viewer): Promise<boolean>;
  /** The account of a challenge that this session, or nobody, may answer by a scan now; null when there is none. Throws when security does not answer. */
  accountToScanFor(challengeId: string, sessionId: string | null): Promise<string | null>;
  /** Says whether a WeChat is linked to the account, and when that was so. Throws when security does not answer. */
  setWechatLink(link: WechatLink): Promise<void>;
}

const beginDocument = `mutation($input: BeginSessionInput!) {
  beginSession(input: $input) {
    session { id token city device createdAt lastUsedAt idleExpiresAt expiresAt current duty }
    challenge { id purpose methods bindsMfaAfter operation reason mayTrustDevice expiresAt }
    refusal
  }
}`;

const endDocument = 'mutation($accountId: ID!, $keepSessionId: ID) { endAccountSessions(accountId: $accountId, keepSessionId: $keepSessionId) }';

const readDocument = 'query($accountId: ID!) { securityOfAccount(accountId: $accountId) { hasPhone email loginProtection operationProtection remoteLoginProtection } }';

const startCheckDocument = 'mutation($input: OwnerCheckInput!) { startOwnerCheck(input: $input) { id purpose methods bindsMfaAfter operation reason mayTrustDevice expiresAt } }';
const isCheckedDocument = 'query($accountId: ID!, $challengeId: ID!) { isOwnerChecked(accountId: $accountId, challengeId: $challengeId) }';
const useCheckDocument = 'mutation($accountId: ID!, $challengeId: ID!) { useOwnerCheck(accountId: $accountId, challengeId: $challengeId) }';

const endDutyDocument = 'mutation($accountId: ID!, $duty: SessionDuty!) { endDuty(accountId: $accountId, duty: $duty) }';
const setContactsDocument = 'mutation($input: SecurityContactsInput!) { setSecurityContacts(input: $input) }';
const scanForDocument = 'query($challengeId: ID!, $sessionId: ID) { accountToScanFor(challengeId: $challengeId, sessionId: $sessionId) }';
const wechatLinkDocument = 'mutation($accountId: ID!, $isLinked: Boolean!, $asOf: DateTime!) { setWechatLink(accountId: $accountId, isLinked: $isLinked, asOf: $asOf) }';
const isPhoneProvedDocument = 'query($accountId: ID!, $sessionId: ID!) { isSecurityPhoneProved(accountId: $accountId, sessionId: $sessionId) }';

/** On the way an instant is text, inside it is a number. */
type OnTheWay<T> = { [Key in keyof T]: Key extends `${string}At` ? string : T[Key] };

const readSession = ({ createdAt, lastUsedAt, idleExpiresAt, expiresAt, ...rest }: OnTheWay<Session>): Session => ({
  ...rest,
  createdAt: Date.parse(createdAt),
  lastUsedAt: Date.parse(lastUsedAt),
  idleExpiresAt: Date.parse(idleExpiresAt),
  expiresAt: Date.parse(expiresAt),
});

const readChallenge = ({ expiresAt, ...rest }: OnTheWay<Challenge>): Challenge => ({ ...rest, expiresAt: Date.parse(expiresAt) });

export const createSecurityService = (services: ServiceClient, log: Log): SecurityService => {
  const running = new Map<string, Promise<BegunSession | null>>();

  const begin = async ({ attemptId, accountId, contacts, duty, hasWechat, facts, trustToken, caller }: SignInAttempt): Promise<BegunSession | null> => {
    const input = { attemptId, accountId, ...contacts, duty, hasWechat, ...facts, trustToken, device: caller.device, address: caller.address, language: caller.language };
    try {
      const { beginSession } = await services.ask<{ beginSession: { session: OnTheWay<Session> | null; challenge: OnTheWay<Challenge> | null; refusal: ErrorCode | null } }>('security', beginDocument, { input });
      return { session: beginSession.session && readSession(beginSession.session), challenge: beginSession.challenge && readChallenge(beginSession.challenge), refusal: beginSession.refusal };
    } catch (error) {
      log.warn({ reason: String(error), cause: String((error as Error).cause ?? '') }, 'security opened no session');
      return null;
    }
  };

  return {
    // Each repetition ends the token of the one before: those that run at the same time share one.
    beginSession: (attempt) => {
      const current = running.get(attempt.attemptId);
      if (current) return current;
      const begun = begin(attempt).finally(() => running.delete(attempt.attemptId));
      running.set(attempt.attemptId, begun);
      return begun;
    },
    endSessions: async (accountId, keepSessionId) => void (await services.ask('security', endDocument, { accountId, keepSessionId })),
    read: async (accountId) => (await services.ask<{ securityOfAccount: AccountSecurity }>('security', readDocument, { accountId })).securityOfAccount,
    startOwnerCheck: async (input) => {
      const { startOwnerCheck } = await services.ask<{ startOwnerCheck: OnTheWay<Challenge> | null }>('security', startCheckDocument, { input });
      return startOwnerCheck && readChallenge(startOwnerCheck);
    },
    isOwnerChecked: async (accountId, challengeId) => (await services.ask<{ isOwnerChecked: boolean }>('security', isCheckedDocument, { accountId, challengeId })).isOwnerChecked,
    useOwnerCheck: async (accountId, challengeId) => (await services.ask<{ useOwnerCheck: boolean }>('security', useCheckDocument, { accountId, challengeId })).useOwnerCheck,
    endDuty: async (accountId, duty) => void (await services.ask('security', endDutyDocument, { accountId, duty })),
    setContacts: async (requestId, accountId, contacts) => {
      const { phone, email } = contacts;
      await services.ask('security', setContactsDocument, { input: { requestId, accountId, ...contacts, removePhone: phone === null, removeEmail: email === null } });
    },
    accountToScanFor: async (challengeId, sessionId) => (await services.ask<{ accountToScanFor: string | null }>('security', scanForDocument, { challengeId, sessionId })).accountToScanFor,
    setWechatLink: async ({ asOf, ...link }) => void (await services.ask('security', wechatLinkDocument, { ...link, asOf: new Date(asOf).toISOString() })),
    isPhoneProved: async ({ accountId, sessionId }) => (await services.ask<{ isSecurityPhoneProved: boolean }>('security', isPhoneProvedDocument, { accountId, sessionId })).isSecurityPhoneProved,
  };
};
