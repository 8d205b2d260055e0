import { badUserInput } from '../../shared/request-errors.ts';
import type { CheckMethod } from '../../shared/schema.generated.ts';
import { hashSecret } from '../../shared/vault.ts';
import type { Deps } from '../deps.ts';
import { sessionOfToken } from '../sessions/session-of-token.ts';
import { methodsToAnswer, readStanding } from '../step-up/step-up-methods.ts';
import { isProven } from '../step-up/step-up-rules.ts';
import { acceptedByProduct, findProtected } from './catalogue.ts';

interface Answer {
  isNeeded: boolean;
  methods: CheckMethod[];
  sessionIsLive: boolean;
  steppedUpUntil: number | null;
}

/** For who asks only whether a proof is needed, the answer on a session that is of no use is that the operation may not go on. */
const noSession: Answer = { isNeeded: true, methods: [], sessionIsLive: false, steppedUpUntil: null };

/** Tells a product whether the holder of a session must prove who is there before its operation may go on. */
export const isStepUpNeeded = async (deps: Deps, { sessionToken, operation }: { sessionToken: string; operation: string }): Promise<Answer> => {
  if (!/^[a-z][a-z0-9-]*:[a-zA-Z0-9]+$/.test(operation)) throw badUserInput('operation: allowed is a key such as cvm:shutDownInstance.');
  const { store, clock, policy } = deps;
  const viewer = await sessionOfToken(deps, hashSecret(sessionToken), null);
  if (!viewer || viewer.duty) return noSession;
  const standing = await readStanding({ store, policy }, viewer);
  const { session } = standing;
  if (!session) return noSession;
  const known = findProtected(policy.stepUp.catalogue, operation);
  const accepted = known ? acceptedByProduct(known.operation, standing.operationProtection, policy) : [];
  const isNeeded = accepted.length > 0 && !isProven(session, accepted, clock.now());
  return {
    isNeeded,
    methods: isNeeded ? methodsToAnswer(standing, accepted, policy) : [],
    sessionIsLive: true,
    steppedUpUntil: session.steppedUpUntil !== null && session.steppedUpUntil > clock.now() ? session.steppedUpUntil : null,
  };
};
