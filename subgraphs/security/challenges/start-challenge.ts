import type { Viewer } from '../../shared/caller.ts';
import type { Language } from '../../shared/messages/language.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import type { CheckMethod, SensitiveOperation } from '../../shared/schema.generated.ts';
import type { Deps } from '../deps.ts';
import { operationProtectionInForce } from '../protections/operation-protection-in-force.ts';
import { findSession } from '../sessions/session-store.ts';
import { boundMethods } from '../settings/bound-methods.ts';
import { holdSettingsOf } from '../settings/settings-store.ts';
import { methodsOfStepUp } from '../step-up/step-up-rules.ts';
import { isSent, sendCode } from './challenge-code.ts';
import { whyMethodRefused } from './challenge-rules.ts';
import type { Challenge } from './challenge.entity.ts';
import { createChallenge } from './create-challenge.ts';

interface Asked {
  operation: SensitiveOperation;
  /** Null: the caller has not chosen yet, and nothing is sent. */
  method: CheckMethod | null;
  language: Language;
}

/** Starts the proof for a sensitive operation, with every method that the account has set up for it (TX-SEC-010, TX-SEC-011). */
export const startChallenge = (deps: Deps, viewer: Viewer, { operation, method, language }: Asked): Promise<Result<Challenge>> =>
  deps.store.transaction(async (transaction) => {
    const settings = await holdSettingsOf(transaction, viewer);
    const bound = await boundMethods(transaction, settings);
    const protection = operationProtectionInForce(await findSession(transaction, viewer), settings, deps.policy.operationProtection, bound);
    const methods = methodsOfStepUp(operation, protection, deps.policy, bound);
    if (methods.length === 0) return refuse({ code: 'CHECK_METHOD_NOT_BOUND', path: ['operation'] });
    const refusal = method && whyMethodRefused({ methods }, method);
    if (refusal) return refuse(refusal);
    const challenge = await createChallenge(deps, transaction, { purpose: 'STEP_UP', ...viewer, operation, methods, language, attemptHash: null, device: null, city: null, duty: null });
    if (method === null || !isSent(method)) return ok(challenge);
    // A code that may not be sent yet takes the challenge with it: opening challenges is no way to send more.
    const sent = await sendCode(deps, transaction, challenge, settings, method);
    return sent.ok ? ok(challenge) : sent;
  });
