import { viewerOf } from '../../shared/access.ts';
import { payload } from '../../shared/payload.ts';
import { toAdvice } from '../accounts/advice-messages.ts';
import type { Deps } from '../deps.ts';
import type { Resolvers } from '../schema.generated.ts';
import { changeUsername } from './change-username.ts';
import { readAdvice } from './read-advice.ts';
import { updateProfile } from './update-profile.ts';

export const profileResolvers = (deps: Deps): Resolvers => {
  const [update, change, advise] = [updateProfile(deps), changeUsername(deps), readAdvice(deps)];
  return {
    Mutation: {
      updateProfile: async (_root, { input }, context) => payload(await update(viewerOf(context), input), context.caller.language, (account) => ({ account })),
      changeUsername: async (_root, { input }, context) => payload(await change(viewerOf(context), input), context.caller.language, (account) => ({ account })),
    },
    Account: {
      advice: async (account, _input, { caller }) => (await advise(account)).map((code) => toAdvice(code, caller.language)),
    },
  };
};
