import type { CheckMethod, SensitiveOperation } from '../../shared/schema.generated.ts';
import type { Session } from '../sessions/session.entity.ts';
import { answersTo } from './answers-to.ts';
import type { StepUpPolicy } from './step-up-policy.ts';

interface Policy {
  stepUp: StepUpPolicy;
}

/**
 * The methods of a proof that the operation accepts, the proposed one first; none when it asks for no proof.
 * What always asks takes every method of the policy, so that there is one to fall back on (TX-SEC-011, TX-SEC-013);
 * what asks only under operation protection takes the chosen ones alone (TX-SEC-041). What asks for the device takes nothing less.
 */
export const acceptedMethods = (operation: SensitiveOperation, operationProtection: CheckMethod[], { stepUp }: Policy): CheckMethod[] => {
  if (stepUp.byDevice.includes(operation)) return answersTo(['MFA']);
  if (stepUp.always.includes(operation)) {
    return answersTo([...stepUp.methods.filter((method) => operationProtection.includes(method)), ...stepUp.methods.filter((method) => !operationProtection.includes(method))]);
  }
  return stepUp.whenProtected.includes(operation) ? answersTo(operationProtection) : [];
};

/** The methods of a challenge: what is accepted and set up. A proof that nobody asked for may be given by any method. */
export const methodsOfStepUp = (operation: SensitiveOperation, operationProtection: CheckMethod[], policy: Policy, bound: CheckMethod[]): CheckMethod[] => {
  const accepted = acceptedMethods(operation, operationProtection, policy);
  return (accepted.length > 0 ? accepted : answersTo(policy.stepUp.methods)).filter((method) => bound.includes(method));
};

/** A proof holds for the policy's time and no instant longer, however much the session is used (TX-SEC-043), and only where its method is accepted. */
export const isProven = (session: Pick<Session, 'steppedUpUntil' | 'steppedUpBy'> | null, accepted: CheckMethod[], now: number): boolean =>
  session !== null && session.steppedUpUntil !== null && session.steppedUpUntil > now && session.steppedUpBy !== null && accepted.includes(session.steppedUpBy);
