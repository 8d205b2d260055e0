import type { Viewer } from '../../shared/caller.ts';
import { refuse, type Result } from '../../shared/result.ts';
import type { CheckMethod } from '../../shared/schema.generated.ts';
import type { Deps } from '../deps.ts';
import { holdSettings } from '../settings/settings-store.ts';
import { isSent, sendCode, type SentCode } from './challenge-code.ts';
import { challengeNotFound, whyMethodRefused, whyNotOpen } from './challenge-rules.ts';
import { findChallenge } from './challenge-store.ts';

/** Sends the code of an open challenge, once more after the policy's time. */
export const sendChallengeCode = (deps: Deps, viewer: Viewer | null, challengeId: string, method: CheckMethod): Promise<Result<SentCode>> =>
  deps.store.transaction(async (transaction) => {
    const challenge = await findChallenge(transaction, challengeId);
    const refusal = whyNotOpen(challenge, viewer, deps.policy.challenge, deps.clock.now());
    if (refusal || !challenge) return refuse(refusal ?? challengeNotFound);
    const methodRefusal = whyMethodRefused({ methods: [...challenge.methods, ...challenge.bindsMfaAfter] }, method);
    if (methodRefusal) return refuse(methodRefusal);
    if (!isSent(method)) return refuse({ code: 'CHECK_METHOD_NOT_OFFERED', path: ['method'] });
    const settings = await holdSettings(transaction, challenge.accountId);
    return settings ? sendCode(deps, transaction, challenge, settings, method) : refuse(challengeNotFound);
  });
