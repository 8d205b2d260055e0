import { isHolder, viewerOf } from '../../shared/access.ts';
import { maskEmail, maskPhone } from '../../shared/mask.ts';
import { readContacts } from '../contacts/read-contacts.ts';
import type { Deps } from '../deps.ts';
import { findDevices, hasDevice } from '../mfa/mfa-store.ts';
import type { Resolvers } from '../schema.generated.ts';
import { findSession } from '../sessions/session-store.ts';
import { lifetimeOf } from '../sessions/session-lifetime.ts';
import { sessionConnection } from '../sessions/session-connection.ts';
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
          loginProtection: settings?.loginProtection ?? [],
          operationProtection: settings?.operationProtection ?? [],
          hasMfaDevice: await hasDevice(store.read, accountId),
        };
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
      mfaDevices: ({ settings }) => findDevices(store.read, settings.accountId),
      loginProtection: ({ settings }) => ({ methods: settings.loginProtection }),
      operationProtection: ({ settings }) => ({ methods: settings.operationProtection }),
      steppedUpUntil: async ({ viewer }) => {
        const session = await findSession(store.read, viewer);
        return session?.steppedUpUntil && session.steppedUpUntil > clock.now() ? session.steppedUpUntil : null;
      },
      sessionLifetime: ({ settings }) => lifetimeOf(settings, policy),
      sessions: ({ viewer }, page) => sessionConnection(deps, viewer, page),
    },
    Policy: {
      __resolveReference: ({ name }) => ({ name }),
      security: () => ({
        loginProtection: policy.loginProtection,
        operationProtection: policy.operationProtection,
        stepUpValidity: policy.stepUp.validity,
        alwaysSensitive: policy.stepUp.always,
        sessionIdle: policy.session.idle,
        sessionMaximum: policy.session.maximum,
        sessionIdleRange: policy.session.idleRange,
        sessionMaximumRange: policy.session.maximumRange,
        mostSessions: policy.session.most,
        challengeAttempts: policy.challenge.attempts,
      }),
    },
  };
};
