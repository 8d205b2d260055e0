import { isHolder, viewerOf } from '../../shared/access.ts';
import { maskEmail, maskPhone } from '../../shared/mask.ts';
import { readContacts } from '../contacts/read-contacts.ts';
import type { Deps } from '../deps.ts';
import { findDevices } from '../mfa/mfa-store.ts';
import { countUnusedCodes, findCodeSet } from '../recovery-codes/recovery-code-store.ts';
import { loginProtectionInForce } from '../protections/login-protection-in-force.ts';
import type { Resolvers } from '../schema.generated.ts';
import { toProtectedOperations } from '../protected-operations/catalogue.ts';
import { findSession } from '../sessions/session-store.ts';
import { lifetimeOf } from '../sessions/session-lifetime.ts';
import { sessionConnection } from '../sessions/session-connection.ts';
import { setWechatLink } from './set-wechat-link.ts';
import { alwaysSensitive } from '../step-up/step-up-rules.ts';
import { findSettings } from './settings-store.ts';

export const settingsResolvers = (deps: Deps): Resolvers => {
  const { store, clock, vault, policy } = deps;
  return {
    Query: {
      securityOfAccount: async (_root, { accountId }) => {
        const settings = await findSettings(store.read, accountId);
        return {
          hasPhone: (settings?.phone ?? null) !== null,
          email: settings && readContacts(vault, settings).email,
          loginProtection: settings ? loginProtectionInForce(settings, policy.loginProtection).methods : [],
          operationProtection: settings?.operationProtection ?? [],
          remoteLoginProtection: settings?.remoteLoginProtection ? policy.remoteLogin.methods : [],
        };
      },
    },
    Mutation: {
      setWechatLink: async (_root, { accountId, isLinked, asOf }) => {
        await setWechatLink(deps, { accountId, isLinked, asOf });
        return true;
      },
    },
    Account: {
      __resolveReference: ({ id }) => ({ id }),
      security: async ({ id }, _input, context) => {
        // Anybody can name any account here; to all but its holder it has no security.
        if (!isHolder(context, id)) return null;
        const settings = await findSettings(store.read, id);
        return settings && { settings, viewer: viewerOf(context) };
      },
    },
    Security: {
      phone: ({ settings }) => {
        const { phone } = readContacts(vault, settings);
        return phone && maskPhone(phone);
      },
      email: ({ settings }) => {
        const { email } = readContacts(vault, settings);
        return email && maskEmail(email);
      },
      recoveryCodes: async ({ settings: { accountId } }) => {
        const set = await findCodeSet(store.read, accountId);
        return set && { generatedAt: set.generatedAt, remaining: await countUnusedCodes(store.read, accountId) };
      },
      mfaDevices: ({ settings }) => findDevices(store.read, settings.accountId),
      loginProtection: ({ settings }) => loginProtectionInForce(settings, policy.loginProtection),
      operationProtection: ({ settings }) => ({ methods: settings.operationProtection, isDefault: false, mayTrustDevices: false }),
      steppedUpUntil: async ({ viewer }) => {
        const session = await findSession(store.read, viewer);
        return session?.steppedUpUntil && session.steppedUpUntil > clock.now() ? session.steppedUpUntil : null;
      },
      sessionLifetime: ({ settings }) => lifetimeOf(settings, policy),
      sessions: ({ viewer }, page) => sessionConnection(deps, viewer, page),
    },
    Policy: {
      __resolveReference: ({ name }) => ({ name }),
      security: (_policy, _input, { caller: { language } }) => ({
        loginProtection: policy.loginProtection,
        operationProtection: policy.operationProtection,
        remoteLogin: { ...policy.remoteLogin, usualAfterSignIns: policy.remoteLogin.usualAfter.signIns, usualAfter: policy.remoteLogin.usualAfter.over },
        riskControl: policy.riskControl,
        addressList: policy.addressList,
        stepUpValidity: policy.stepUp.validity,
        alwaysSensitive: alwaysSensitive(policy),
        protectedOperations: toProtectedOperations(policy.stepUp.catalogue, language),
        sessionIdle: policy.session.idle,
        sessionMaximum: policy.session.maximum,
        sessionIdleRange: policy.session.idleRange,
        sessionMaximumRange: policy.session.maximumRange,
        mostSessions: policy.session.most,
        challengeAttempts: policy.challenge.attempts,
        contactCountries: policy.contacts.countries,
        mayRemoveSecurityPhone: policy.contacts.mayRemovePhone,
        mailSender: deps.mailFrom,
        supportPhones: policy.support.phones,
        mostPasskeys: policy.passkeys.most,
        mfa: { ...policy.mfa, apps: policy.mfa.apps.map(({ id, name }) => ({ id, name: name[language] })) },
        recoveryCodes: policy.recoveryCodes.count,
        activityOpenedBy: policy.activity.openedBy,
        activityKept: policy.activity.keep,
      }),
    },
  };
};
