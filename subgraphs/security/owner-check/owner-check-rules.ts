import type { CheckMethod } from '../../shared/schema.generated.ts';
import type { Challenge } from '../challenges/challenge.entity.ts';
import { answersTo } from '../step-up/answers-to.ts';
import type { StepUpPolicy } from '../step-up/step-up-policy.ts';

/** Any one of these proves who is there: what the policy knows, the account has set up and was not proved already; the device first. */
export const methodsOfOwnerCheck = ({ methods }: Pick<StepUpPolicy, 'methods'>, bound: CheckMethod[], without: CheckMethod[]): CheckMethod[] => {
  const deviceFirst = [...methods].toSorted((a, b) => Number(b === 'MFA') - Number(a === 'MFA'));
  return answersTo(deviceFirst).filter((method) => bound.includes(method) && !without.includes(method));
};

/** Neither to be answered nor to be made use of any more. One whose tries are used up lives on, so that asking again gives no further tries. */
export const isOver = ({ expiresAt, usedAt }: Pick<Challenge, 'expiresAt' | 'usedAt'>, now: number): boolean => usedAt !== null || expiresAt <= now;

/** True while the answer of this account's owner can be made use of. */
export const isAnswered = (challenge: Challenge | null, accountId: string, now: number): boolean =>
  challenge !== null && challenge.purpose === 'PASSWORD_RESET' && challenge.accountId === accountId && challenge.answeredAt !== null && !isOver(challenge, now);
