import { newId } from '../../shared/ids.ts';
import type { Transaction } from '../../shared/store/open-store.ts';
import type { Deps } from '../deps.ts';
import { deleteOldChallenges, insertChallenge } from './challenge-store.ts';
import type { Challenge } from './challenge.entity.ts';

/** What a sign-in alone knows of. */
type OfSignIn = Pick<Challenge, 'reason' | 'mayTrustDevice' | 'signInMethod'>;

type Empty = keyof OfSignIn | 'bindsMfaAfter' | 'productOperation';
type NewChallenge = Omit<Challenge, 'id' | 'expiresAt' | 'attempts' | 'answeredAt' | 'usedAt' | 'failureToldAt' | Empty> & Partial<Pick<Challenge, Empty>>;

export const createChallenge = async ({ clock, audit, policy }: Pick<Deps, 'clock' | 'audit' | 'policy'>, transaction: Transaction, asked: NewChallenge): Promise<Challenge> => {
  const now = clock.now();
  const challenge: Challenge = { bindsMfaAfter: [], productOperation: null, reason: null, mayTrustDevice: false, signInMethod: null, ...asked, id: newId('challenge'), expiresAt: now + policy.challenge.lifetime, attempts: 0, failureToldAt: null, answeredAt: null, usedAt: null };
  await insertChallenge(transaction, challenge);
  await deleteOldChallenges(transaction, challenge.accountId, now);
  const { accountId, sessionId, purpose, operation, productOperation, methods } = challenge;
  await audit.record(transaction, { accountId, event: 'CHALLENGE_STARTED', sessionId, details: { challengeId: challenge.id, purpose, operation, productOperation, reason: challenge.reason, methods } });
  return challenge;
};
