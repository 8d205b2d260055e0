import { toUserErrors } from '../../shared/messages/messages.ts';
import type { Deps } from '../deps.ts';
import { partUnavailable } from '../part-unavailable.ts';
import type { Resolvers } from '../schema.generated.ts';
import { registerAccount } from './register-account.ts';

export const registrationResolvers = (deps: Deps): Resolvers => {
  const register = registerAccount(deps);
  return {
    Mutation: {
      registerAccount: async (_root, { input }, { caller }) => {
        const result = await register(input, caller);
        return result.ok ? { ...result.value, userErrors: [] } : { userErrors: toUserErrors(result.refusals, caller.language) };
      },
    },
    RegisterAccountPayload: {
      session: ({ account, session }) => {
        if (account && !session) throw partUnavailable('The account is registered, but no session could be opened. Sign in.');
        return session ?? null;
      },
    },
  };
};
