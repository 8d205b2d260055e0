import type { Language } from '../../shared/messages/language.ts';
import type { CheckMethod } from '../../shared/schema.generated.ts';
import { hashSecret } from '../../shared/vault.ts';
import { findChallengeByAttempt, freeAttempt } from '../challenges/challenge-store.ts';
import type { Challenge } from '../challenges/challenge.entity.ts';
import { createChallenge } from '../challenges/create-challenge.ts';
import type { Deps } from '../deps.ts';
import { boundMethods } from '../settings/bound-methods.ts';
import { holdSettings } from '../settings/settings-store.ts';
import { isOver, methodsOfOwnerCheck } from './owner-check-rules.ts';

interface Asked {
  /** The same for every repetition. */
  requestId: string;
  accountId: string;
  /** What prove nothing new. */
  without: CheckMethod[];
  language: Language;
}

/**
 * Asks who is there of somebody who is not signed in, and has proved only control of an address. Nothing is sent yet.
 * A repetition finds the challenge that is under way; null when nothing is set up that could be asked for.
 */
export const startOwnerCheck = (deps: Deps, { requestId, accountId, without, language }: Asked): Promise<Challenge | null> => {
  const { store, clock, policy } = deps;
  const attemptHash = hashSecret(`owner-check\0${accountId}\0${requestId}`);
  return store.transaction(async (transaction) => {
    // Held, so that of two repetitions at once the second finds what the first has begun.
    const settings = await holdSettings(transaction, accountId);
    if (!settings) return null;
    const before = await findChallengeByAttempt(transaction, attemptHash);
    if (before && !isOver(before, clock.now())) return before;
    const methods = methodsOfOwnerCheck(policy.stepUp, await boundMethods(transaction, settings), without);
    if (methods.length === 0) return null;
    if (before) await freeAttempt(transaction, before);
    return createChallenge(deps, transaction, { purpose: 'PASSWORD_RESET', accountId, methods, attemptHash, language, sessionId: null, operation: null, device: null, duty: null });
  });
};
