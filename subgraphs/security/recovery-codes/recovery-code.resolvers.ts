import { viewerOf } from '../../shared/access.ts';
import { payload } from '../../shared/payload.ts';
import type { Deps } from '../deps.ts';
import type { Resolvers } from '../schema.generated.ts';
import { generateRecoveryCodes } from './generate-recovery-codes.ts';

export const recoveryCodeResolvers = (deps: Deps): Resolvers => ({
  Mutation: {
    generateRecoveryCodes: async (_root, _input, context) => payload(await generateRecoveryCodes(deps, viewerOf(context)), context.caller.language, (codes) => ({ codes })),
  },
});
