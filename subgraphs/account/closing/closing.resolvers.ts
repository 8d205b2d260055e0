import type { Deps } from '../deps.ts';
import type { Resolvers } from '../schema.generated.ts';
import { eraseAccount } from './erase-account.ts';
import { markAccountClosing } from './mark-account-closing.ts';

export const closingResolvers = (deps: Deps): Resolvers => {
  const [markClosing, erase] = [markAccountClosing(deps), eraseAccount(deps)];
  return {
    Mutation: {
      markAccountClosing: (_root, { accountId }) => markClosing(accountId),
      eraseAccount: (_root, { accountId }) => erase(accountId),
    },
  };
};
