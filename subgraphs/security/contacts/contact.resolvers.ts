import type { Deps } from '../deps.ts';
import type { Resolvers } from '../schema.generated.ts';
import { setSecurityContacts } from './set-security-contacts.ts';

export const contactResolvers = (deps: Deps): Resolvers => ({
  Mutation: {
    setSecurityContacts: async (_root, { input: { phone = null, email = null, ...request } }) => {
      await setSecurityContacts(deps, { ...request, phone, email });
      return true;
    },
  },
});
