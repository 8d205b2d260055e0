import type { Deps } from '../deps.ts';
import { whyMethodRefused, whyNotOpen } from './challenge-rules.ts';
import { findChallenge } from './challenge-store.ts';

/** The account of a challenge that this session, or nobody, may answer by a scan now. Null when there is none: why is not told. */
export const accountToScanFor = async ({ store, clock, policy }: Pick<Deps, 'store' | 'clock' | 'policy'>, challengeId: string, sessionId: string | null): Promise<string | null> => {
  const challenge = await findChallenge(store.read, challengeId);
  const refusal = whyNotOpen(challenge, sessionId === null ? null : { sessionId }, policy.challenge, clock.now());
  return challenge && !refusal && !whyMethodRefused(challenge, 'WECHAT') ? challenge.accountId : null;
};
