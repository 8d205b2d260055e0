import { viewerOf } from '../../shared/access.ts';
import type { Deps } from '../deps.ts';
import { handOverSession } from '../../shared/hand-over-session.ts';
import { payload } from '../../shared/payload.ts';
import type { Resolvers } from '../schema.generated.ts';
import { toOpenedSession } from '../sessions/to-session.ts';
import { answerChallenge } from './answer-challenge.ts';
import { sendChallengeCode } from './send-challenge-code.ts';
import { startChallenge } from './start-challenge.ts';
import { toChallenge } from './to-challenge.ts';

export const challengeResolvers = (deps: Deps): Resolvers => ({
  Mutation: {
    startChallenge: async (_root, { input: { operation, method = null } }, context) => {
      const { language } = context.caller;
      return payload(await startChallenge(deps, viewerOf(context), { operation, method, language }), language, (challenge) => ({ challenge: toChallenge(challenge) }));
    },
    sendChallengeCode: async (_root, { input: { challengeId, method } }, { caller }) =>
      payload(await sendChallengeCode(deps, caller.viewer, challengeId, method), caller.language, (sent) => sent),
    answerChallenge: async (_root, { input }, context) => {
      const { viewer, language } = context.caller;
      return {
        isPassed: false,
        ...payload(await answerChallenge(deps, viewer, input), language, ({ session, steppedUpUntil }) => ({
          isPassed: true,
          session: handOverSession(session && toOpenedSession(session, viewer), context),
          steppedUpUntil,
        })),
      };
    },
  },
});
