import { isHolder, refuseEndedSession } from '../../shared/access.ts';
import { findContactDetails } from '../contacts/contact-store.ts';
import type { Deps } from '../deps.ts';
import type { Resolvers } from '../schema.generated.ts';
import { findTenant } from '../tenants/tenant-store.ts';
import { findOpenAccount } from './account-store.ts';

export const accountResolvers = ({ store, vault }: Deps): Resolvers => ({
  Query: {
    viewer: (_root, _input, context) => {
      refuseEndedSession(context);
      const { viewer } = context.caller;
      return viewer && findOpenAccount(store.read, viewer.accountId);
    },
  },
  Account: {
    // Anybody can name an account here; it is shown to its holder.
    __resolveReference: ({ id }, context) => (isHolder(context, id) ? findOpenAccount(store.read, id) : null),
    // Erased accounts have none, and are not shown.
    nickname: ({ nickname }) => nickname ?? '',
    tenant: ({ id }) => findTenant(store.read, id),
    contacts: ({ id }) => findContactDetails(store.read, vault, id),
  },
  Tenant: {
    id: ({ tenantId }) => tenantId,
  },
});
