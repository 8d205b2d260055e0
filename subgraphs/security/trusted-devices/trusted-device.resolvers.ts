import { viewerOf } from '../../shared/access.ts';
import { payload } from '../../shared/payload.ts';
import type { Deps } from '../deps.ts';
import type { Resolvers } from '../schema.generated.ts';
import { endTrustedDevice } from './end-trusted-device.ts';
import { findTrustedDevices } from './trusted-device-store.ts';

export const trustedDeviceResolvers = (deps: Deps): Resolvers => ({
  Mutation: {
    endTrustedDevice: async (_root, { input: { trustedDeviceId } }, context) =>
      payload(await endTrustedDevice(deps, viewerOf(context), trustedDeviceId), context.caller.language, (security) => ({ security })),
  },
  Security: {
    trustedDevices: ({ settings }) => findTrustedDevices(deps.store.read, settings.accountId, deps.clock.now()),
  },
});
