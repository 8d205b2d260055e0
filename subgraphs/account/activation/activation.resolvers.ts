import { viewerOf } from '../../shared/access.ts';
import { payload } from '../../shared/payload.ts';
import type { Deps } from '../deps.ts';
import type { Resolvers } from '../schema.generated.ts';
import { activateAccount } from './activate-account.ts';

export const activationResolvers = (deps: Deps): Resolvers => {
  const activate = activateAccount(deps);
  return {
    Mutation: {
      activateAccount: async (_root, { input }, context) => payload(await activate(viewerOf(context), input), context.caller.language, (account) => ({ account })),
    },
  };
};
