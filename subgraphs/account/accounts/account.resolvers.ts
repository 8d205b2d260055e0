import { isHolder, refuseEndedSession } from '../../shared/access.ts';
import { maskEmail, maskPhone } from '../../shared/mask.ts';
import { findContacts } from '../contacts/contact-store.ts';
import type { Deps } from '../deps.ts';
import { findLoginMethods } from '../login-methods/login-method-store.ts';
import type { Resolvers } from '../schema.generated.ts';
import { findTenant } from '../tenants/tenant-store.ts';
import { findByAppId, findShownAccount } from './account-store.ts';

export const accountResolvers = ({ store, vault, policy }: Deps): Resolvers => ({
  Query: {
    viewer: (_root, _input, context) => {
      refuseEndedSession(context);
      const { viewer } = context.caller;
      return viewer && findShownAccount(store.read, policy.site, viewer.accountId);
    },
    accountOfAppId: async (_root, { appId }) => (await findByAppId(store.read, policy.site, appId))?.id ?? null,
  },
  Account: {
    // Anybody can name an account here; it is shown to its holder.
    __resolveReference: ({ id }, context) => (isHolder(context, id) ? findShownAccount(store.read, policy.site, id) : null),
    // Erased accounts have none, and are not shown.
    nickname: ({ nickname }) => nickname ?? '',
    tenant: async ({ id, username }) => {
      const tenant = await findTenant(store.read, id);
      // HW-ACC-003: shown only where it differs from the account's own name.
      return tenant && { ...tenant, name: tenant.name === username ? null : tenant.name };
    },
    loginMethods: ({ id }) => findLoginMethods(store.read, id),
    contacts: ({ id }) => findContacts(store.read, vault, id),
  },
  Tenant: {
    id: ({ tenantId }) => tenantId,
  },
  LoginMethod: {
    label: ({ sealedIdentity }) => maskEmail(vault.open(sealedIdentity)),
  },
  Contacts: {
    phone: ({ phone }) => phone && maskPhone(phone),
    email: ({ email }) => email && maskEmail(email),
  },
});
