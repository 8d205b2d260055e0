import { viewerOf } from '../../shared/access.ts';
import { toUserErrors } from '../../shared/messages/messages.ts';
import type { Deps } from '../deps.ts';
import type { Resolvers } from '../schema.generated.ts';
import { changePassword } from './change-password.ts';

export const passwordResolvers = (deps: Deps): Resolvers => {
  const change = changePassword(deps);
  return {
    Mutation: {
      changePassword: async (_root, { input }, context) => {
        const { language } = context.caller;
        const result = await change(viewerOf(context), input, language);
        return result.ok ? { account: result.value, userErrors: [] } : { userErrors: toUserErrors(result.refusals, language) };
      },
    },
  };
};
