import { viewerOf } from '../../shared/access.ts';
import { payload } from '../../shared/payload.ts';
import { findOpenAccount } from '../accounts/account-store.ts';
import type { Deps } from '../deps.ts';
import type { Resolvers } from '../schema.generated.ts';
import { changeContact } from './change-contact.ts';
import { confirmContact } from './confirm-contact.ts';
import { maskContact, wechatLabel } from './contact-label.ts';
import { findContacts } from './contact-store.ts';
import { findPending } from './pending-contact-store.ts';
import { setContactRemark } from './set-contact-remark.ts';
import { setNoticeContact } from './set-notice-contact.ts';

export const contactResolvers = (deps: Deps): Resolvers => {
  const { store, vault, clock } = deps;
  const [change, confirm, setRemark, setNotice] = [changeContact(deps), confirmContact(deps), setContactRemark(deps), setNoticeContact(deps)];
  return {
    Query: {
      contactsOfAccount: async (_root, { accountId }) => ((await findOpenAccount(store.read, accountId)) ? findContacts(store.read, vault, accountId) : null),
    },
    Mutation: {
      setNoticeContact: (_root, { input }) => setNotice(input),
      changeContact: async (_root, { input }, context) => payload(await change(viewerOf(context), input), context.caller.language, (contacts) => ({ contacts })),
      confirmContact: async (_root, { input }, { caller }) => {
        const confirmed = await confirm(input.token);
        return { ...payload(confirmed, caller.language, () => ({})), isConfirmed: confirmed.ok };
      },
      setContactRemark: async (_root, { input }, context) => payload(await setRemark(viewerOf(context), input.remark), context.caller.language, (contacts) => ({ contacts })),
    },
    Contacts: {
      phone: ({ phone }) => phone && maskContact('PHONE', phone),
      email: ({ email }) => email && maskContact('EMAIL', email),
      wechat: ({ wechat }) => wechat && wechatLabel(wechat),
      pending: async ({ accountId }) => {
        const pending = await findPending(store.read, accountId, clock.now());
        return pending.map(({ kind, sealedTo, expiresAt }) => ({ kind, label: maskContact(kind, vault.open(sealedTo)), expiresAt }));
      },
    },
  };
};
