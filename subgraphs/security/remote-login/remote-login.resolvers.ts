import { viewerOf } from '../../shared/access.ts';
import { payload } from '../../shared/payload.ts';
import type { Deps } from '../deps.ts';
import type { Resolvers } from '../schema.generated.ts';
import { usualOf } from '../sign-in-checks/habit-rules.ts';
import { findHabits } from '../sign-in-checks/sign-in-habit-store.ts';
import { setRemoteLoginProtection } from './set-remote-login-protection.ts';

export const remoteLoginResolvers = (deps: Deps): Resolvers => ({
  Mutation: {
    setRemoteLoginProtection: async (_root, { input: { isOn } }, context) =>
      payload(await setRemoteLoginProtection(deps, viewerOf(context), isOn), context.caller.language, (security) => ({ security })),
  },
  Security: {
    remoteLoginProtection: async ({ settings }) => {
      const cities = await findHabits(deps.store.read, settings.accountId, 'CITY');
      return {
        isOn: settings.remoteLoginProtection,
        usualCities: usualOf(cities, deps.clock.now(), deps.policy.remoteLogin).map(({ mark, usualSince }) => ({ city: mark, since: usualSince! })),
      };
    },
  },
});
