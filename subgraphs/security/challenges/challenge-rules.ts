import type { Viewer } from '../../shared/caller.ts';
import type { Refusal } from '../../shared/result.ts';
import type { CheckMethod } from '../../shared/schema.generated.ts';
import type { Challenge } from './challenge.entity.ts';
import type { ChallengePolicy } from './challenge-policy.ts';

export const challengeNotFound: Refusal = { code: 'CHALLENGE_NOT_FOUND', path: ['challengeId'] };

export const triesUsedUp = ({ attempts }: ChallengePolicy): Refusal => ({ code: 'CHALLENGE_TRIES_USED_UP', path: ['challengeId'], policy: 'security.challenge.attempts', limit: attempts });

/** Why this caller cannot answer the challenge now. One of another session looks absent. */
export const whyNotOpen = (challenge: Challenge | null, viewer: Pick<Viewer, 'sessionId'> | null, policy: ChallengePolicy, now: number): Refusal | null => {
  if (!challenge || (challenge.purpose === 'STEP_UP' && challenge.sessionId !== viewer?.sessionId)) return challengeNotFound;
  if (challenge.answeredAt !== null || challenge.expiresAt <= now) return challengeNotFound;
  return challenge.attempts >= policy.attempts ? triesUsedUp(policy) : null;
};

export const whyMethodRefused = ({ methods }: Pick<Challenge, 'methods'>, method: CheckMethod): Refusal | null =>
  methods.includes(method) ? null : { code: 'CHECK_METHOD_NOT_OFFERED', path: ['method'] };
