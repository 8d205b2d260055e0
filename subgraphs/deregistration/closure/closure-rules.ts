import { missingAgreements } from '../../shared/agreements.ts';
import type { Refusal } from '../../shared/result.ts';
import type { DeregistrationPolicy } from '../policy.ts';
import type { DeregistrationState, StartDeregistrationInput } from '../schema.generated.ts';
import { isEnd, transitions, type ClosureEvent } from './closure-states.ts';

const longestRemark = 500;

export const notOpen: Refusal = { code: 'DEREGISTRATION_NOT_OPEN', path: ['deregistrationId'] };

/** Why the event is not possible in this state; null when it is (TX-DER-002). */
export const whyRefused = (state: DeregistrationState, event: ClosureEvent): Refusal | null => {
  if (transitions[state][event]) return null;
  if (isEnd(state)) return notOpen;
  // It is the stage as well, but this says what to do (TX-DER-020).
  if (state === 'BLOCKED' && event === 'confirm') return { code: 'BLOCKERS_REMAIN' };
  return { code: 'DEREGISTRATION_STAGE_WRONG' };
};

/** The remark without the white space around it; null when nothing is left. */
export const tidyRemark = (remark: string | null | undefined): string | null => remark?.trim() || null;

type Application = Pick<StartDeregistrationInput, 'agreements' | 'reasons' | 'remark'>;

/** Everything for which an application is refused, at once, so that a form can show it all (TX-DER-004, TX-DER-015). */
export const whyNotStarted = ({ agreements, reasons, remark }: Application, policy: Pick<DeregistrationPolicy, 'agreements' | 'reasons'>): Refusal[] => {
  const said = tidyRemark(remark);
  const refusals: Refusal[] = [];
  if (missingAgreements(policy.agreements, agreements).length > 0) refusals.push({ code: 'AGREEMENT_NOT_ACCEPTED', path: ['agreements'] });
  if (reasons.length === 0) refusals.push({ code: 'REASON_REQUIRED', path: ['reasons'] });
  if (reasons.some((reason) => !policy.reasons.includes(reason))) {
    refusals.push({ code: 'REASON_REQUIRED', path: ['reasons'], policy: 'deregistration.reasons', limit: policy.reasons.join(', ') });
  }
  if (reasons.includes('OTHER') && said === null) refusals.push({ code: 'REASON_REQUIRED', path: ['remark'] });
  if (said !== null && [...said].length > longestRemark) refusals.push({ code: 'REMARK_TOO_LONG', path: ['remark'] });
  return refusals;
};
