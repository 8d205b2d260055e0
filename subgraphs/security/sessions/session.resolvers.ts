import { viewerOf } from '../../shared/access.ts';
import { toChallenge } from '../challenges/to-challenge.ts';
import type { Deps } from '../deps.ts';
import { takeBackSession } from '../../shared/hand-over-session.ts';
import { payload } from '../../shared/payload.ts';
import type { Resolvers } from '../schema.generated.ts';
import { beginSession } from './begin-session.ts';
import { endAccountSessions } from './end-account-sessions.ts';
import { endDuty } from './end-duty.ts';
import { endSession } from './end-session.ts';
import { sessionOfToken } from './session-of-token.ts';
import { setSessionLifetime } from './set-session-lifetime.ts';
import { signOut } from './sign-out.ts';
import { toOpenedSession } from './to-session.ts';

export const sessionResolvers = (deps: Deps): Resolvers => ({
  Query: {
    sessionsOfTokens: (_root, { uses }) => Promise.all(uses.map(({ tokenHash, address = null }) => sessionOfToken(deps, tokenHash, { address }))),
  },
  Mutation: {
    beginSession: async (_root, { input: { phone = null, email = null, device = null, address = null, duty = null, signInMethod = null, isNewAccount, firstFactor = null, trustToken = null, isKnownDevice, failuresBefore, language, ...attempt } }) => {
      const { session, challenge, refusal } = await beginSession(deps, {
        ...attempt, phone, email, device, address, duty, signInMethod, firstFactor, trustToken,
        isNewAccount: isNewAccount ?? false, isKnownDevice: isKnownDevice ?? false, failuresBefore: failuresBefore ?? 0, language: language === 'zh' ? 'zh' : 'en',
      });
      return { session: session && toOpenedSession(session), challenge: challenge && toChallenge(challenge), refusal };
    },
    endSession: async (_root, { input: { sessionId } }, context) => {
      const ended = await endSession(deps, viewerOf(context), sessionId);
      if (ended.ok && sessionId === viewerOf(context).sessionId) takeBackSession(context);
      return payload(ended, context.caller.language, () => ({ sessionId }));
    },
    endOtherSessions: async (_root, _input, context) => {
      const { accountId, sessionId } = viewerOf(context);
      return { endedSessions: await endAccountSessions(deps, { accountId, keepSessionId: sessionId, askedBy: sessionId }), userErrors: [] };
    },
    setSessionLifetime: async (_root, { input: { idle = null, maximum = null } }, context) =>
      payload(await setSessionLifetime(deps, viewerOf(context), { idle, maximum }), context.caller.language, (security) => ({ security })),
    signOut: async (_root, _input, context) => {
      await signOut(deps, viewerOf(context));
      takeBackSession(context);
      return { signedOut: true, userErrors: [] };
    },
    signOutEverywhere: async (_root, _input, context) => {
      const { accountId, sessionId } = viewerOf(context);
      const endedSessions = await endAccountSessions(deps, { accountId, keepSessionId: null, askedBy: sessionId });
      takeBackSession(context);
      return { endedSessions, userErrors: [] };
    },
    endAccountSessions: async (_root, { accountId, keepSessionId = null }) => {
      await endAccountSessions(deps, { accountId, keepSessionId, askedBy: null });
      return true;
    },
    endDuty: async (_root, { accountId, duty }) => {
      await endDuty(deps, accountId, duty);
      return true;
    },
  },
});
