import type { Resolvers } from '../schema.generated.ts';
import type { requestIdentityCheck } from './request-identity-check.ts';

interface UseCases {
  requestIdentityCheck: ReturnType<typeof requestIdentityCheck>;
}

export const identityCheckResolvers = ({ requestIdentityCheck: request }: UseCases): Resolvers => ({
  Mutation: {
    requestIdentityCheck: async (_root, { accountId, requestId }) => {
      const check = await request(accountId, requestId);
      return check && { state: check.state, face: { ticket: check.ticket, url: check.url, expiresAt: check.expiresAt } };
    },
  },
});
