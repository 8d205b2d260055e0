import { findChallenge } from '../challenges/challenge-store.ts';
import { toChallenge } from '../challenges/to-challenge.ts';
import type { Deps } from '../deps.ts';
import type { Resolvers } from '../schema.generated.ts';
import { isAnswered } from './owner-check-rules.ts';
import { startOwnerCheck } from './start-owner-check.ts';
import { useOwnerCheck } from './use-owner-check.ts';

export const ownerCheckResolvers = (deps: Deps): Resolvers => ({
  Query: {
    isOwnerChecked: async (_root, { accountId, challengeId }) => isAnswered(await findChallenge(deps.store.read, challengeId), accountId, deps.clock.now()),
  },
  Mutation: {
    startOwnerCheck: async (_root, { input: { language, ...asked } }) => {
      const challenge = await startOwnerCheck(deps, { ...asked, language: language === 'zh' ? 'zh' : 'en' });
      return challenge && toChallenge(challenge);
    },
    useOwnerCheck: (_root, { accountId, challengeId }) => useOwnerCheck(deps, accountId, challengeId),
  },
});
