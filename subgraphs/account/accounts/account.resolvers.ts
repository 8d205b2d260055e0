import { isHolder, refuseEndedSession } from '../../shared/access.ts';
import { maskEmail } from '../../shared/mask.ts';
import { findContactDetails } from '../contacts/contact-store.ts';
import type { Deps } from '../deps.ts';
import { findLoginMethods } from '../login-methods/login-method-store.ts';
import type { Resolvers } from '../schema.generated.ts';
import { findTenant } from '../tenants/tenant-store.ts';
import { findOpenAccount, findOpenAccountByAppId } from './account-store.ts';

export const accountResolvers = ({ store, vault }: Deps): Resolvers => ({
  Query: {
    viewer: (_root, _input, context) => {
      refuseEndedSession(context);
      const { viewer } = context.caller;
      return viewer && findOpenAccount(store.read, viewer.accountId);
    },
    accountOfAppId: async (_root, { appId }) => (await findOpenAccountByAppId(store.read, appId))?.id ?? null,
  },
  Account: {
    // Anybody can name an account here; it is shown to its holder.
    __resolveReference: ({ id }, context) => (isHolder(context, id) ? findOpenAccount(store.read, id) : null),
    // Erased accounts have none, and are not shown.
    nickname: ({ nickname }) => nickname ?? '',
    // The name of the tenant is shown where it says something: when the account is called otherwise (HW-ACC-003).
    tenant: async ({ id, username }) => {
      const tenant = await findTenant(store.read, id);
      return tenant && { ...tenant, name: tenant.name === username ? null : tenant.name };
    },
    loginMethods: ({ id }) => findLoginMethods(store.read, id),
    contacts: ({ id }) => findContactDetails(store.read, vault, id),
  },
  Tenant: {
    id: ({ tenantId }) => tenantId,
  },
  LoginMethod: {
    label: ({ sealedIdentity }) => maskEmail(vault.open(sealedIdentity)),
  },
});
