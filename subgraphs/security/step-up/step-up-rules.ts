import type { CheckMethod, SensitiveOperation } from '../../shared/schema.generated.ts';
import type { Session } from '../sessions/session.entity.ts';
import { answersTo } from './answers-to.ts';
import type { StepUpPolicy } from './step-up-policy.ts';

interface Policy {
  stepUp: Pick<StepUpPolicy, 'methods' | 'always' | 'whenProtected' | 'byDevice'>;
}

/**
 * The methods of a proof that the operation accepts, the proposed one first; none when it asks for no proof.
 * What always asks takes every method of the policy, so that there is one to fall back on (TX-SEC-011, TX-SEC-013);
 * what asks only under operation protection takes the chosen ones alone (TX-SEC-041), also where the policy extends one in which it always asks (BD-SEC-008). What asks for the device takes nothing less.
 */
export const acceptedMethods = (operation: SensitiveOperation, operationProtection: CheckMethod[], { stepUp }: Policy): CheckMethod[] => {
  if (stepUp.byDevice.includes(operation)) return answersTo(['MFA']);
  if (stepUp.whenProtected.includes(operation)) return answersTo(operationProtection);
  if (!stepUp.always.includes(operation)) return [];
  return answersTo([...stepUp.methods.filter((method) => operationProtection.includes(method)), ...stepUp.methods.filter((method) => !operationProtection.includes(method))]);
};

/** The operations that ask for a proof whatever operation protection is set to. */
export const alwaysSensitive = ({ stepUp }: Policy): SensitiveOperation[] => stepUp.always.filter((operation) => !stepUp.whenProtected.includes(operation));

/** The methods of a challenge: what is accepted and set up. A proof that nobody asked for may be given by any method. */
export const methodsOfChallenge = (accepted: CheckMethod[], { stepUp }: Policy, bound: CheckMethod[]): CheckMethod[] =>
  (accepted.length > 0 ? accepted : answersTo(stepUp.methods)).filter((method) => bound.includes(method));

/** A proof holds for the policy's time and no instant longer, however much the session is used (TX-SEC-043), and only where its method is accepted. */
export const isProven = (session: Pick<Session, 'steppedUpUntil' | 'steppedUpBy'> | null, accepted: CheckMethod[], now: number): boolean =>
  session !== null && session.steppedUpUntil !== null && session.steppedUpUntil > now && session.steppedUpBy !== null && accepted.includes(session.steppedUpBy);
