import { payload } from '../../shared/payload.ts';
import type { Deps } from '../deps.ts';
import { partUnavailable } from '../../shared/request-errors.ts';
import type { Resolvers } from '../schema.generated.ts';
import { registerAccount } from './register-account.ts';

export const registrationResolvers = (deps: Deps): Resolvers => {
  const register = registerAccount(deps);
  return {
    Mutation: {
      registerAccount: async (_root, { input }, { caller }) => ({ advice: [], ...payload(await register(input, caller), caller.language, (registered) => registered) }),
    },
    RegisterAccountPayload: {
      session: ({ account, session }) => {
        if (account && !session) throw partUnavailable('The account is registered, but no session could be opened. Sign in.');
        return session ?? null;
      },
    },
  };
};
