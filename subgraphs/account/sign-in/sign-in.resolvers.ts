import { handOverSession } from '../../shared/hand-over-session.ts';
import { payload } from '../../shared/payload.ts';
import type { RequestContext } from '../../shared/request-context.ts';
import type { Result } from '../../shared/result.ts';
import type { Deps } from '../deps.ts';
import { partUnavailable } from '../../shared/request-errors.ts';
import type { Resolvers } from '../schema.generated.ts';
import { startFaceSignIn } from '../face/start-face-sign-in.ts';
import { chooseAccount } from './choose-account.ts';
import { nothingYet, type SignedIn } from './go-on-with-proof.ts';
import { signIn } from './sign-in.ts';

const signInPayload = (result: Result<SignedIn>, context: RequestContext) => ({
  ...nothingYet,
  ...payload(result, context.caller.language, (signedIn) => ({ ...signedIn, session: handOverSession(signedIn.session, context) })),
});

export const signInResolvers = (deps: Deps): Resolvers => {
  const [signInNow, choose, startFace] = [signIn(deps), chooseAccount(deps), startFaceSignIn(deps)];
  return {
    Mutation: {
      signIn: async (_root, { input }, context) => signInPayload(await signInNow(input, context.caller), context),
      startFaceSignIn: async (_root, { input }, { caller }) => payload(await startFace(input), caller.language, (started) => started),
      chooseAccount: async (_root, { input }, context) => signInPayload(await choose(input, context.caller), context),
    },
    SignInPayload: {
      session: ({ session, challenge, choice, unknownIdentity, userErrors }) => {
        const isDone = session || challenge || choice || unknownIdentity || userErrors.length > 0;
        if (!isDone) throw partUnavailable('What you gave is right, but no session could be opened. Sign in again.');
        return session ?? null;
      },
    },
  };
};
