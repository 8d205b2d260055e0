import { viewerOf } from '../../shared/access.ts';
import type { Deps } from '../deps.ts';
import { payload } from '../../shared/payload.ts';
import type { Resolvers } from '../schema.generated.ts';
import { confirmMfaBinding } from './confirm-mfa-binding.ts';
import { startMfaBinding } from './start-mfa-binding.ts';
import { unbindMfa } from './unbind-mfa.ts';

export const mfaResolvers = (deps: Deps): Resolvers => ({
  Mutation: {
    startMfaBinding: async (_root, { input: { kind = 'VIRTUAL', name = null } }, context) =>
      payload(await startMfaBinding(deps, viewerOf(context), { kind, name }), context.caller.language, (binding) => binding),
    confirmMfaBinding: async (_root, { input }, context) =>
      payload(await confirmMfaBinding(deps, viewerOf(context), input), context.caller.language, (mfaDevice) => ({ mfaDevice })),
    unbindMfa: async (_root, { input }, context) => payload(await unbindMfa(deps, viewerOf(context), input), context.caller.language, (security) => ({ security })),
  },
});
