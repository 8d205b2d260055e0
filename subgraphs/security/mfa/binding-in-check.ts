import type { CheckMethod } from '../../shared/schema.generated.ts';
import { isSent } from '../challenges/challenge-code.ts';
import { isSetUp } from '../step-up/answers-to.ts';
import type { StepUpPolicy } from '../step-up/step-up-policy.ts';
import type { MfaPolicy } from './mfa-policy.ts';

interface Policy {
  mfa: Pick<MfaPolicy, 'bindsInCheck' | 'kinds'>;
  stepUp: Pick<StepUpPolicy, 'methods'>;
}

export interface BindingInCheck {
  /** What the account can answer with, MFA among it where a device can be bound on the way. */
  answerable: CheckMethod[];
  /** What is proved before that; empty where no device is bound inside the check. */
  bindsMfaAfter: CheckMethod[];
}

/**
 * Whether a check that asks for these methods may bind a device (BD-SEC-014): the holder chose MFA, nothing is bound that answers it,
 * and there is a phone or an e-mail to prove first. The password alone, which a stranger may have learned, binds nothing.
 */
export const bindingInCheck = (chosen: readonly CheckMethod[], bound: CheckMethod[], { mfa, stepUp }: Policy): BindingInCheck => {
  const mayBind = mfa.bindsInCheck && mfa.kinds.includes('VIRTUAL') && chosen.includes('MFA') && !isSetUp('MFA', bound);
  const bindsMfaAfter = mayBind ? stepUp.methods.filter((method) => isSent(method) && bound.includes(method)) : [];
  return { bindsMfaAfter, answerable: bindsMfaAfter.length > 0 ? [...bound, 'MFA'] : bound };
};
