import { viewerOf } from '../../shared/access.ts';
import { payload } from '../../shared/payload.ts';
import type { Deps } from '../deps.ts';
import type { Resolvers } from '../schema.generated.ts';
import { changePassword } from './change-password.ts';

export const passwordResolvers = (deps: Deps): Resolvers => {
  const change = changePassword(deps);
  return {
    Mutation: {
      changePassword: async (_root, { input }, context) => {
        const { language } = context.caller;
        return payload(await change(viewerOf(context), input, language), language, (account) => ({ account }));
      },
    },
  };
};
