import type { Viewer } from '../../shared/caller.ts';
import { normaliseCode } from '../../shared/codes.ts';
import { newId } from '../../shared/ids.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import type { CheckMethod } from '../../shared/schema.generated.ts';
import { isSent, judgeSentCode } from '../challenges/challenge-code.ts';
import { challengeNotFound, triesUsedUp, whyMethodRefused, whyNotOpen } from '../challenges/challenge-rules.ts';
import { countAnswer, findChallenge } from '../challenges/challenge-store.ts';
import { writeFailure } from '../challenges/write-failure.ts';
import type { Deps } from '../deps.ts';
import { boundMethods } from '../settings/bound-methods.ts';
import { findSettings, holdSettings } from '../settings/settings-store.ts';
import { isSetUp } from '../step-up/answers-to.ts';
import { nameOfDevice, whyNameRefused } from './mfa-rules.ts';
import { hasDevice, putBinding } from './mfa-store.ts';
import { showSecret } from './show-secret.ts';
import type { StartedBinding } from './start-mfa-binding.ts';
import { newTotpSecret } from './totp.ts';

interface Asked {
  challengeId: string;
  /** What is proved first, and with what. */
  method: CheckMethod;
  code: string;
  name: string | null;
}

/** Starts binding an app inside a check (BD-SEC-014), for whoever has proved what the account had before. Every code counts as an answer to the challenge. */
export const startMfaBindingInCheck = async (deps: Deps, viewer: Viewer | null, { challengeId, method, ...input }: Asked): Promise<Result<StartedBinding>> => {
  const { store, clock, vault, audit, policy } = deps;
  const challenge = await findChallenge(store.read, challengeId);
  const refusal = whyNotOpen(challenge, viewer, policy.challenge, clock.now());
  if (refusal || !challenge) return refuse(refusal ?? challengeNotFound);
  const name = nameOfDevice(input.name);
  const refused = whyMethodRefused({ methods: challenge.bindsMfaAfter }, method) ?? whyNameRefused(name);
  if (refused) return refuse(refused);
  const { accountId, sessionId } = challenge;
  if (await hasDevice(store.read, accountId)) return refuse({ code: 'MFA_ALREADY_BOUND' });

  // Counted on its own, before the code is looked at.
  const isCounted = await store.transaction((transaction) => countAnswer(transaction, challenge.id, policy.challenge.attempts, clock.now()));
  if (!isCounted) return refuse(triesUsedUp(policy.challenge));
  const known = await findSettings(store.read, accountId);
  const useUp = known && isSent(method) && (await judgeSentCode(deps, challenge, known, method, normaliseCode(input.code)));
  if (!useUp) {
    await writeFailure(deps, challenge, method);
    return refuse({ code: 'CODE_WRONG', path: ['code'] });
  }

  const [bindingId, secret, expiresAt] = [newId('binding'), newTotpSecret(), Math.min(challenge.expiresAt, clock.now() + policy.mfa.bindingLifetime)];
  const started = await store.transaction(async (transaction): Promise<Result<null>> => {
    // Held, so that no device is bound in between.
    const settings = await holdSettings(transaction, accountId);
    if (!settings || !(await useUp(transaction))) return refuse(settings ? { code: 'CODE_WRONG', path: ['code'] } : challengeNotFound);
    if (isSetUp('MFA', await boundMethods(transaction, settings))) return refuse({ code: 'MFA_ALREADY_BOUND' });
    await putBinding(transaction, { id: bindingId, accountId, sessionId: null, challengeId, kind: 'VIRTUAL', name, secret: vault.seal(secret), serialNumber: null, expiresAt, attempts: 0 });
    await audit.record(transaction, { accountId, sessionId, event: 'MFA_BINDING_STARTED', details: { kind: 'VIRTUAL', challengeId, provedBy: method } });
    return ok(null);
  });
  return started.ok ? ok({ bindingId, expiresAt, ...(await showSecret(secret, accountId, policy.mfa)) }) : started;
};
