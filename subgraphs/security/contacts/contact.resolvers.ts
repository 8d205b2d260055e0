import { viewerOf } from '../../shared/access.ts';
import { payload } from '../../shared/payload.ts';
import type { Deps } from '../deps.ts';
import type { Resolvers } from '../schema.generated.ts';
import { findSession } from '../sessions/session-store.ts';
import { findSettings } from '../settings/settings-store.ts';
import { changeSecurityEmail } from './change-security-email.ts';
import { changeSecurityPhone } from './change-security-phone.ts';
import { isPhoneProved, readEmail, readPhone } from './contact-rules.ts';
import { readContacts } from './read-contacts.ts';
import { removeSecurityPhone } from './remove-security-phone.ts';
import { sendContactCode } from './send-contact-code.ts';
import { setSecurityContacts } from './set-security-contacts.ts';

export const contactResolvers = (deps: Deps): Resolvers => ({
  Query: {
    isSecurityPhoneProved: async (_root, viewer) => {
      const settings = await findSettings(deps.store.read, viewer.accountId);
      return settings === null || isPhoneProved(readContacts(deps.vault, settings), await findSession(deps.store.read, viewer), deps.policy, deps.clock.now());
    },
  },
  Mutation: {
    sendSecurityPhoneCode: async (_root, { input: { phone } }, context) =>
      payload(await sendContactCode(deps, viewerOf(context), readPhone(phone, deps.policy), context.caller), context.caller.language, (sent) => sent),
    changeSecurityPhone: async (_root, { input }, context) => payload(await changeSecurityPhone(deps, viewerOf(context), input), context.caller.language, (security) => ({ security })),
    removeSecurityPhone: async (_root, _input, context) => payload(await removeSecurityPhone(deps, viewerOf(context)), context.caller.language, (security) => ({ security })),
    sendSecurityEmailCode: async (_root, { input: { email } }, context) =>
      payload(await sendContactCode(deps, viewerOf(context), readEmail(email), context.caller), context.caller.language, (sent) => sent),
    changeSecurityEmail: async (_root, { input: { alsoContactEmail = true, ...input } }, context) =>
      payload(await changeSecurityEmail(deps, viewerOf(context), { ...input, alsoContactEmail }), context.caller.language, (security) => ({ security })),
    setSecurityContacts: async (_root, { input: { requestId, accountId, phone = null, email = null, removePhone, removeEmail } }) => {
      await setSecurityContacts(deps, { requestId, accountId, ...(phone !== null || removePhone ? { phone } : {}), ...(email !== null || removeEmail ? { email } : {}) });
      return true;
    },
  },
});
