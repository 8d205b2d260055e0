import { viewerOf } from '../../shared/access.ts';
import { payload } from '../../shared/payload.ts';
import type { Deps } from '../deps.ts';
import type { Resolvers } from '../schema.generated.ts';
import { findUsualPlaces } from '../sign-in-checks/find-usual-places.ts';
import { setRemoteLoginProtection } from './set-remote-login-protection.ts';

export const remoteLoginResolvers = (deps: Deps): Resolvers => ({
  Mutation: {
    setRemoteLoginProtection: async (_root, { input: { isOn } }, context) =>
      payload(await setRemoteLoginProtection(deps, viewerOf(context), { isOn, address: context.caller.address }), context.caller.language, (security) => ({ security })),
  },
  Security: {
    remoteLoginProtection: async ({ settings }) => {
      const usual = await findUsualPlaces(deps.store.read, settings.accountId, deps.clock.now(), deps.policy.remoteLogin);
      return {
        isOn: settings.remoteLoginProtection,
        usualCities: usual.map(({ mark, usualSince }) => ({ city: mark, since: usualSince! })),
      };
    },
  },
});
