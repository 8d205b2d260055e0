import type { Viewer } from '../../shared/caller.ts';
import type { Language } from '../../shared/messages/language.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import type { CheckMethod, SensitiveOperation } from '../../shared/schema.generated.ts';
import type { Deps } from '../deps.ts';
import { onlySupportHelps } from '../contacts/contact-rules.ts';
import { bindingInCheck } from '../mfa/binding-in-check.ts';
import { operationProtectionInForce } from '../protections/operation-protection-in-force.ts';
import { findSession } from '../sessions/session-store.ts';
import { boundMethods } from '../settings/bound-methods.ts';
import { holdSettingsOf } from '../settings/settings-store.ts';
import { acceptedByProduct, findProtected } from '../protected-operations/catalogue.ts';
import { acceptedMethods, methodsOfChallenge } from '../step-up/step-up-rules.ts';
import { isSent, sendCode } from './challenge-code.ts';
import { whyMethodRefused } from './challenge-rules.ts';
import type { Challenge } from './challenge.entity.ts';
import { createChallenge } from './create-challenge.ts';

interface Asked {
  /** Exactly one of the two is there. */
  operation: SensitiveOperation | null;
  productOperation: string | null;
  /** Null: the caller has not chosen yet, and nothing is sent. */
  method: CheckMethod | null;
  language: Language;
}

/** The methods that what is asked for accepts, or why it cannot be asked for. */
const acceptedFor = ({ operation, productOperation }: Asked, operationProtection: CheckMethod[], policy: Deps['policy']): Result<CheckMethod[]> => {
  if (operation && productOperation !== null) return refuse({ code: 'FIELD_NOT_WANTED', path: ['productOperation'] });
  if (operation) return ok(acceptedMethods(operation, operationProtection, policy));
  if (productOperation === null) return refuse({ code: 'FIELD_REQUIRED', path: ['operation'] });
  const known = findProtected(policy.stepUp.catalogue, productOperation);
  return known ? ok(acceptedByProduct(known.operation, operationProtection, policy)) : refuse({ code: 'OPERATION_NOT_PROTECTED', path: ['productOperation'] });
};

/** Starts the proof for a sensitive operation, with every method that the account has set up for it (TX-SEC-010, TX-SEC-011). */
export const startChallenge = (deps: Deps, viewer: Viewer, asked: Asked): Promise<Result<Challenge>> =>
  deps.store.transaction(async (transaction) => {
    const settings = await holdSettingsOf(transaction, viewer);
    const { operation, productOperation, method, language } = asked;
    const bound = await boundMethods(transaction, settings);
    const protection = operationProtectionInForce(await findSession(transaction, viewer), settings, deps.policy.operationProtection, bound);
    const accepted = acceptedFor(asked, protection, deps.policy);
    if (!accepted.ok) return accepted;
    const { answerable, bindsMfaAfter } = bindingInCheck(protection, bound, deps.policy);
    const methods = methodsOfChallenge(accepted.value, deps.policy, answerable);
    if (methods.length === 0) return refuse({ ...onlySupportHelps(deps.policy), path: [operation ? 'operation' : 'productOperation'] });
    const refusal = method && whyMethodRefused({ methods }, method);
    if (refusal) return refuse(refusal);
    const challenge = await createChallenge(deps, transaction, { purpose: 'STEP_UP', ...viewer, operation, productOperation, methods, bindsMfaAfter: methods.includes('MFA') ? bindsMfaAfter : [], language, attemptHash: null, device: null, duty: null });
    if (method === null || !isSent(method)) return ok(challenge);
    // A code that may not be sent yet takes the challenge with it: opening challenges is no way to send more.
    const sent = await sendCode(deps, transaction, challenge, settings, method);
    return sent.ok ? ok(challenge) : sent;
  });
