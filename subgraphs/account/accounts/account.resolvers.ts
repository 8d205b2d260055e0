import { isHolder, refuseEndedSession } from '../../shared/access.ts';
import { findContactDetails } from '../contacts/contact-store.ts';
import type { Deps } from '../deps.ts';
import type { Resolvers } from '../schema.generated.ts';
import { findTenant } from '../tenants/tenant-store.ts';
import { findOpenAccountByAppId, findShownAccount } from './account-store.ts';
import { readPassport } from './read-passport.ts';

export const accountResolvers = ({ store, vault, policy }: Deps): Resolvers => ({
  Query: {
    viewer: (_root, _input, context) => {
      refuseEndedSession(context);
      const { viewer } = context.caller;
      return viewer && findShownAccount(store.read, policy.site, viewer.accountId);
    },
    accountOfAppId: async (_root, { appId }) => (await findOpenAccountByAppId(store.read, policy.site, appId))?.id ?? null,
  },
  Account: {
    // Anybody can name an account here; it is shown to its holder.
    __resolveReference: ({ id }, context) => (isHolder(context, id) ? findShownAccount(store.read, policy.site, id) : null),
    // Erased accounts have none, and are not shown.
    nickname: ({ nickname }) => nickname ?? '',
    // The name of the tenant is shown where it says something: when the account is called otherwise (HW-ACC-003).
    tenant: async ({ id, username }) => {
      const tenant = await findTenant(store.read, id);
      return tenant && { ...tenant, name: tenant.name === username ? null : tenant.name };
    },
    passport: (account) => readPassport({ store, vault }, account),
    contacts: ({ id }) => findContactDetails(store.read, vault, id),
  },
  Tenant: {
    id: ({ tenantId }) => tenantId,
  },
});
