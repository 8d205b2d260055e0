import { payload } from '../../shared/payload.ts';
import type { Deps } from '../deps.ts';
import type { Resolvers } from '../schema.generated.ts';
import { sendCode } from './send-code.ts';

export const codeResolvers = (deps: Deps): Resolvers => {
  const send = sendCode(deps);
  return {
    Mutation: {
      sendCode: async (_root, { input }, { caller }) => payload(await send(input, caller), caller.language, (sent) => sent),
    },
  };
};
