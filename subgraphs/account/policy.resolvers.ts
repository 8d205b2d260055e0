import { toAgreement } from '../shared/agreements.ts';
import type { Language } from '../shared/messages/language.ts';
import type { Deps } from './deps.ts';
import type { Policy, Resolvers } from './schema.generated.ts';

export const policyResolvers = ({ policy }: Deps, name: string): Resolvers => {
  const publicPart = (language: Language): Policy => ({
    name,
    account: { ...policy, registration: { ...policy.registration, agreements: policy.registration.agreements.map((agreement) => toAgreement(agreement, language)) } },
  });
  return {
    Query: { policy: (_root, _input, { caller }) => publicPart(caller.language) },
    Policy: {
      __resolveReference: (reference, { caller }) => (reference.name === name ? publicPart(caller.language) : null),
    },
  };
};
