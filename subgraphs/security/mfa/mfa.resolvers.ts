import { viewerOf } from '../../shared/access.ts';
import type { Deps } from '../deps.ts';
import { payload } from '../../shared/payload.ts';
import type { Resolvers } from '../schema.generated.ts';
import { toOpenedSession } from '../sessions/to-session.ts';
import { confirmMfaBindingInCheck } from './confirm-mfa-binding-in-check.ts';
import { confirmMfaBinding } from './confirm-mfa-binding.ts';
import { startMfaBindingInCheck } from './start-mfa-binding-in-check.ts';
import { startMfaBinding } from './start-mfa-binding.ts';
import { unbindMfa } from './unbind-mfa.ts';

export const mfaResolvers = (deps: Deps): Resolvers => ({
  Mutation: {
    startMfaBinding: async (_root, { input: { kind = 'VIRTUAL', name = null, serialNumber = null } }, context) =>
      payload(await startMfaBinding(deps, viewerOf(context), { kind, name, serialNumber }), context.caller.language, (binding) => binding),
    confirmMfaBinding: async (_root, { input }, context) =>
      payload(await confirmMfaBinding(deps, viewerOf(context), { ...input, scopes: input.scopes ?? [] }), context.caller.language, (mfaDevice) => ({ mfaDevice })),
    unbindMfa: async (_root, { input }, context) => payload(await unbindMfa(deps, viewerOf(context), input), context.caller.language, (security) => ({ security })),
    startMfaBindingInCheck: async (_root, { input: { name = null, ...input } }, { caller }) =>
      payload(await startMfaBindingInCheck(deps, caller.viewer, { ...input, name }), caller.language, (binding) => binding),
    confirmMfaBindingInCheck: async (_root, { input }, { caller }) => ({
      isPassed: false,
      ...payload(await confirmMfaBindingInCheck(deps, caller.viewer, { ...input, address: caller.address }), caller.language, ({ device, session, steppedUpUntil }) => ({ isPassed: true, mfaDevice: device, session: session && toOpenedSession(session, caller.viewer), steppedUpUntil })),
    }),
  },
});
