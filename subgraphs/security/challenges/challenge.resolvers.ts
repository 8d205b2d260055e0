import { viewerOf } from '../../shared/access.ts';
import type { Deps } from '../deps.ts';
import { handOverSession } from '../../shared/hand-over-session.ts';
import { payload } from '../../shared/payload.ts';
import type { Resolvers } from '../schema.generated.ts';
import { toOpenedSession } from '../sessions/to-session.ts';
import { accountToScanFor } from './account-to-scan-for.ts';
import { answerChallenge } from './answer-challenge.ts';
import { sendChallengeCode } from './send-challenge-code.ts';
import { startChallenge } from './start-challenge.ts';
import { toChallenge } from './to-challenge.ts';

export const challengeResolvers = (deps: Deps): Resolvers => ({
  Query: {
    accountToScanFor: (_root, { challengeId, sessionId = null }) => accountToScanFor(deps, challengeId, sessionId),
  },
  Mutation: {
    startChallenge: async (_root, { input: { operation = null, productOperation = null, method = null } }, context) => {
      const { language } = context.caller;
      return payload(await startChallenge(deps, viewerOf(context), { operation, productOperation, method, language }), language, (challenge) => ({ challenge: toChallenge(challenge) }));
    },
    sendChallengeCode: async (_root, { input: { challengeId, method } }, { caller }) =>
      payload(await sendChallengeCode(deps, caller.viewer, challengeId, method), caller.language, (sent) => sent),
    answerChallenge: async (_root, { input }, context) => {
      const { viewer, language, address } = context.caller;
      return {
        isPassed: false,
        ...payload(await answerChallenge(deps, viewer, { ...input, trustDevice: input.trustDevice ?? false, address }), language, ({ session, trustToken = null, steppedUpUntil }) => ({
          isPassed: true,
          session: handOverSession(session && toOpenedSession(session, viewer), context),
          trustToken,
          steppedUpUntil,
        })),
      };
    },
  },
});
