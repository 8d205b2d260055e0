import { toUserErrors } from '../../shared/messages/messages.ts';
import type { Deps } from '../deps.ts';
import type { Resolvers } from '../schema.generated.ts';
import { sendCode } from './send-code.ts';

export const codeResolvers = (deps: Deps): Resolvers => {
  const send = sendCode(deps);
  return {
    Mutation: {
      sendCode: async (_root, { input }, { caller: { language } }) => {
        const result = await send(input, language);
        return result.ok ? { ...result.value, userErrors: [] } : { userErrors: toUserErrors(result.refusals, language) };
      },
    },
  };
};
