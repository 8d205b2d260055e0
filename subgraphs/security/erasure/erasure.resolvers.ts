import type { Deps } from '../deps.ts';
import type { Resolvers } from '../schema.generated.ts';
import { eraseSecurity } from './erase-security.ts';

export const erasureResolvers = (deps: Deps): Resolvers => ({
  Mutation: {
    eraseSecurity: (_root, { accountId }) => eraseSecurity(deps, accountId),
  },
});
