import { toUserErrors } from '../../shared/messages/messages.ts';
import type { Deps } from '../deps.ts';
import { partUnavailable } from '../part-unavailable.ts';
import type { Resolvers } from '../schema.generated.ts';
import { signIn } from './sign-in.ts';

export const signInResolvers = (deps: Deps): Resolvers => {
  const signInNow = signIn(deps);
  return {
    Mutation: {
      signIn: async (_root, { input }, { caller }) => {
        const result = await signInNow(input, caller);
        return result.ok ? { ...result.value, userErrors: [] } : { userErrors: toUserErrors(result.refusals, caller.language) };
      },
    },
    SignInPayload: {
      session: ({ session, challenge, userErrors }) => {
        if (!session && !challenge && userErrors.length === 0) throw partUnavailable('The password is right, but no session could be opened. Try again.');
        return session ?? null;
      },
    },
  };
};
