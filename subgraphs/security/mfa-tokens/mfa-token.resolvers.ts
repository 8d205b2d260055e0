import type { Deps } from '../deps.ts';
import type { Resolvers } from '../schema.generated.ts';
import { importMfaToken } from './import-mfa-token.ts';

export const mfaTokenResolvers = (deps: Deps): Resolvers => ({
  Mutation: {
    importMfaToken: (_root, { input }) => importMfaToken(deps, input),
  },
});
