import { viewerOf } from '../../shared/access.ts';
import type { Deps } from '../deps.ts';
import { payload } from '../../shared/payload.ts';
import type { Resolvers } from '../schema.generated.ts';
import { setLoginProtection } from './set-login-protection.ts';
import { setOperationProtection } from './set-operation-protection.ts';

export const protectionResolvers = (deps: Deps): Resolvers => ({
  Mutation: {
    setLoginProtection: async (_root, { input: { methods, isOn = null, mayTrustDevices } }, context) =>
      payload(await setLoginProtection(deps, viewerOf(context), { methods, isOn, mayTrustDevices: mayTrustDevices ?? false }), context.caller.language, (security) => ({ security })),
    setOperationProtection: async (_root, { input: { methods, isOn = null } }, context) =>
      payload(await setOperationProtection(deps, viewerOf(context), { methods, isOn }), context.caller.language, (security) => ({ security })),
  },
});
