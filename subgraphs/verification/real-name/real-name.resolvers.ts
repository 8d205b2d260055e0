import { isHolder } from '../../shared/access.ts';
import { toPublicVerification } from '../personal/personal.resolvers.ts';
import type { Resolvers } from '../schema.generated.ts';
import type { readRealName } from './read-real-name.ts';

interface UseCases {
  readRealName: ReturnType<typeof readRealName>;
}

export const realNameResolvers = ({ readRealName: read }: UseCases): Resolvers => ({
  Query: {
    isVerified: async (_root, { accountId }) => (await read(accountId)).status === 'VERIFIED',
  },
  Account: {
    __resolveReference: (reference) => reference,
    realName: async ({ id }, _input, context) => {
      if (!isHolder(context, id)) return null;
      const { status, subject, verification } = await read(id);
      return { status, ...subject, verification: verification && toPublicVerification(verification) };
    },
  },
});
