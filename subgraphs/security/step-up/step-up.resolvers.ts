import type { Deps } from '../deps.ts';
import type { Resolvers } from '../schema.generated.ts';
import { stepUpMethods } from './step-up-methods.ts';

export const stepUpResolvers = (deps: Deps): Resolvers => ({
  Query: {
    stepUpMethods: (_root, { accountId, sessionId, operation }) => stepUpMethods(deps, { accountId, sessionId }, operation),
  },
});
