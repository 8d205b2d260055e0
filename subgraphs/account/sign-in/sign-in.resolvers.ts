import { payload } from '../../shared/payload.ts';
import type { Deps } from '../deps.ts';
import { partUnavailable } from '../../shared/request-errors.ts';
import type { Resolvers } from '../schema.generated.ts';
import { signIn } from './sign-in.ts';

export const signInResolvers = (deps: Deps): Resolvers => {
  const signInNow = signIn(deps);
  return {
    Mutation: {
      signIn: async (_root, { input }, { caller }) => ({ isNewAccount: false, ...payload(await signInNow(input, caller), caller.language, (begun) => ({ ...begun })) }),
    },
    SignInPayload: {
      session: ({ session, challenge, userErrors }) => {
        if (!session && !challenge && userErrors.length === 0) throw partUnavailable('The password is right, but no session could be opened. Try again.');
        return session ?? null;
      },
    },
  };
};
