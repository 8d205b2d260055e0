import { viewerOf } from '../../shared/access.ts';
import { payload } from '../../shared/payload.ts';
import type { Deps } from '../deps.ts';
import type { Resolvers } from '../schema.generated.ts';
import { confirmPasskeyBinding } from './confirm-passkey-binding.ts';
import { findPasskeys } from './passkey-store.ts';
import { startPasskeyAnswer } from './start-passkey-answer.ts';
import { startPasskeyBinding } from './start-passkey-binding.ts';
import { unbindPasskey } from './unbind-passkey.ts';

export const passkeyResolvers = (deps: Deps): Resolvers => ({
  Security: {
    passkeys: ({ settings }) => findPasskeys(deps.store.read, settings.accountId),
  },
  Mutation: {
    startPasskeyBinding: async (_root, { input }, context) => payload(await startPasskeyBinding(deps, viewerOf(context), input), context.caller.language, (binding) => binding),
    confirmPasskeyBinding: async (_root, { input: { bindingId, response, name = null } }, context) =>
      payload(await confirmPasskeyBinding(deps, viewerOf(context), { bindingId, response, name }), context.caller.language, (passkey) => ({ passkey })),
    unbindPasskey: async (_root, { input: { passkeyId } }, context) => payload(await unbindPasskey(deps, viewerOf(context), passkeyId), context.caller.language, (security) => ({ security })),
    startPasskeyAnswer: async (_root, { input: { challengeId } }, { caller }) => payload(await startPasskeyAnswer(deps, caller.viewer, challengeId), caller.language, (answer) => answer),
  },
});
