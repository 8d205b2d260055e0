import type { Resolvers } from '../schema.generated.ts';

interface UseCases {
  eraseVerification: (accountId: string) => Promise<void>;
}

export const erasureResolvers = ({ eraseVerification }: UseCases): Resolvers => ({
  Mutation: {
    eraseVerification: async (_root, { accountId }) => {
      await eraseVerification(accountId);
      return true;
    },
  },
});
