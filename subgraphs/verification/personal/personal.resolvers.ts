import { viewerOf } from '../../shared/access.ts';
import { toAgreement } from '../../shared/agreements.ts';
import { payload } from '../../shared/payload.ts';
import type { PersonalVerification as PublicVerification, Resolvers } from '../schema.generated.ts';
import type { PersonalPolicy } from './personal-policy.ts';
import type { PersonalVerification } from './personal-verification.entity.ts';
import type { startPersonalVerification } from './start-personal-verification.ts';

/** A verification as its holder sees it: the camera only while it is waited for, and never the data that were given. */
export const toPublicVerification = (verification: PersonalVerification): PublicVerification => {
  const { id, state, method, faceTicket, faceUrl, faceExpiresAt, failure, startedAt, endedAt } = verification;
  const faceCheck = state === 'WAITING_FOR_FACE' ? { ticket: faceTicket, url: faceUrl, expiresAt: faceExpiresAt } : null;
  return { id, state, method, faceCheck, failure, startedAt, endedAt };
};

interface UseCases {
  startPersonalVerification: ReturnType<typeof startPersonalVerification>;
  policy: PersonalPolicy;
}

export const personalResolvers = ({ startPersonalVerification: start, policy }: UseCases): Resolvers => ({
  Mutation: {
    startPersonalVerification: async (_root, { input }, context) => {
      // The schema's default stands in for a method that was left out.
      const started = await start(viewerOf(context), { ...input, method: input.method! });
      return payload(started, context.caller.language, (verification) => ({ verification: toPublicVerification(verification) }));
    },
  },
  Policy: {
    __resolveReference: (reference) => reference,
    verification: (_policy, _input, { caller }) => {
      const { methods, minimumAge, accountsPerIdNumber, consent } = policy;
      return { personal: { methods, minimumAge, accountsPerIdNumber, consent: toAgreement(consent, caller.language) } };
    },
  },
});
