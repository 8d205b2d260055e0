import type { CheckMethod } from '../../shared/schema.generated.ts';
import { isSetUp } from '../step-up/answers-to.ts';
import type { OperationProtectionPolicy } from './protection-policy.ts';

interface Protected {
  operationProtection: CheckMethod[];
}

/**
 * The operation protection that a session works under. Where a change takes effect from the next sign-in, a running session keeps what it was opened with (TX-SEC-035),
 * unless nothing of that is set up any more, so that nobody could answer.
 */
export const operationProtectionInForce = (session: Protected | null, settings: Protected, { takesEffect }: Pick<OperationProtectionPolicy, 'takesEffect'>, bound: CheckMethod[]): CheckMethod[] => {
  if (takesEffect === 'AT_ONCE' || !session) return settings.operationProtection;
  const opened = session.operationProtection;
  return opened.length === 0 || opened.some((method) => isSetUp(method, bound)) ? opened : settings.operationProtection;
};
