import { toAgreement } from '../../shared/agreements.ts';
import type { Deps } from '../deps.ts';
import type { Resolvers } from '../schema.generated.ts';

/** The part of the policy from which pages draw their texts and choices. */
export const closurePolicyResolvers = ({ policy: { value } }: Pick<Deps, 'policy'>): Resolvers => ({
  Policy: {
    __resolveReference: ({ name }) => ({ name }),
    deregistration: (_policy, _input, { caller }) => ({
      agreements: value.agreements.map((agreement) => toAgreement(agreement, caller.language)),
      reasons: value.reasons,
      checks: value.checks,
      mayGiveUp: value.mayGiveUp,
    }),
  },
});
