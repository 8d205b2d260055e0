import type { Caller } from '../shared/caller.ts';
import type { Log } from '../shared/log.ts';
import type { ServiceClient } from '../shared/service-client.ts';
import type { Challenge, Session } from './schema.generated.ts';

interface SignInAttempt {
  /** The same for every repetition. */
  attemptId: string;
  accountId: string;
  /** The security contacts, for an account that has none yet. */
  contacts: { phone: string | null; email: string | null };
  caller: Pick<Caller, 'device' | 'address' | 'language'>;
}

export interface BegunSession {
  session: Session | null;
  challenge: Challenge | null;
}

/** What this subgraph asks of security. */
export interface SecurityService {
  /** The first factor was proved: gives a session, or a challenge where the account is protected. Null when security does not answer. */
  beginSession(attempt: SignInAttempt): Promise<BegunSession | null>;
  /** Ends every session of the account but one, and every challenge that would open one. Throws when security does not answer. */
  endSessions(accountId: string, keepSessionId: string | null): Promise<void>;
}

const beginDocument = `mutation($input: BeginSessionInput!) {
  beginSession(input: $input) {
    session { id token city device createdAt lastUsedAt idleExpiresAt expiresAt current }
    challenge { id purpose methods operation expiresAt }
  }
}`;

const endDocument = 'mutation($accountId: ID!, $keepSessionId: ID) { endAccountSessions(accountId: $accountId, keepSessionId: $keepSessionId) }';

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

  const begin = async ({ attemptId, accountId, contacts, caller }: SignInAttempt): Promise<BegunSession | null> => {
    const input = { attemptId, accountId, ...contacts, device: caller.device, address: caller.address, language: caller.language };
    try {
      const { beginSession } = await services.ask<{ beginSession: { session: OnTheWay<Session> | null; challenge: OnTheWay<Challenge> | null } }>('security', beginDocument, { input });
      return { session: beginSession.session && readSession(beginSession.session), challenge: beginSession.challenge && readChallenge(beginSession.challenge) };
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
  };
};
