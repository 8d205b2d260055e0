import type { Deps } from '../deps.ts';
import type { Resolvers } from '../schema.generated.ts';
import { allowPhone } from './allow-phone.ts';
import { importAccount } from './import-account.ts';

export const importResolvers = (deps: Deps): Resolvers => {
  const [takeOver, allow] = [importAccount(deps), allowPhone(deps)];
  return {
    Mutation: {
      importAccount: (_root, { input }) => takeOver(input),
      allowPhone: (_root, { phone, most }) => allow(phone, most ?? null),
    },
  };
};
