import type { Viewer } from '../../shared/caller.ts';
import { whyAddressRefused } from '../address-list/address-list.ts';
import { normaliseCode } from '../../shared/codes.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import { open, type Opened } from '../challenges/answer-challenge.ts';
import { challengeNotFound, triesUsedUp, whyNotOpen } from '../challenges/challenge-rules.ts';
import { closeChallenge, countAnswer, findChallenge } from '../challenges/challenge-store.ts';
import { writeFailure } from '../challenges/write-failure.ts';
import type { Deps } from '../deps.ts';
import { boundMethods } from '../settings/bound-methods.ts';
import { holdSettings } from '../settings/settings-store.ts';
import { isSetUp } from '../step-up/answers-to.ts';
import { bindDevice } from './bind-device.ts';
import type { MfaDevice } from './mfa-device.entity.ts';
import { bindingNotFound, whyNotPendingIn } from './mfa-rules.ts';
import { findBinding, takeBinding } from './mfa-store.ts';
import { stepOfCodes } from './totp.ts';

interface Confirmation {
  challengeId: string;
  bindingId: string;
  codes: string[];
  /** From where it comes. */
  address?: string | null;
}

/** Finishes a binding inside a check, and thereby the check (BD-SEC-018). Every attempt counts as an answer to the challenge. */
export const confirmMfaBindingInCheck = async (deps: Deps, viewer: Viewer | null, { challengeId, bindingId, codes, address = null }: Confirmation): Promise<Result<Opened & { device: MfaDevice }>> => {
  const { store, clock, vault, audit, policy } = deps;
  const challenge = await findChallenge(store.read, challengeId);
  const refusal = whyNotOpen(challenge, viewer, policy.challenge, clock.now());
  if (refusal || !challenge) return refuse(refusal ?? challengeNotFound);
  const binding = await findBinding(store.read, bindingId);
  const notPending = whyNotPendingIn(binding, challengeId, clock.now());
  if (notPending || !binding) return refuse(notPending ?? bindingNotFound);
  if (codes.length !== policy.mfa.bindingCodes) return refuse({ code: 'CODE_WRONG', path: ['codes'], policy: 'security.mfa.bindingCodes', limit: policy.mfa.bindingCodes });

  // Counted on its own, before the codes are looked at.
  const isCounted = await store.transaction((transaction) => countAnswer(transaction, challenge.id, policy.challenge.attempts, clock.now()));
  if (!isCounted) return refuse(triesUsedUp(policy.challenge));
  const lastStep = stepOfCodes(codes.map(normaliseCode), vault.open(binding.secret), clock.now(), policy.mfa);
  if (lastStep === null) {
    await writeFailure(deps, challenge, 'MFA');
    return refuse({ code: 'CODE_WRONG', path: ['codes'] });
  }

  return store.transaction(async (transaction) => {
    const { id, accountId, sessionId, purpose } = challenge;
    // Held, so that of two devices at once, bound here and elsewhere, the second finds the first.
    const settings = await holdSettings(transaction, accountId);
    if (!settings || !(await closeChallenge(transaction, id, clock.now()))) return refuse(challengeNotFound);
    // The place may be another than the sign-in was begun at.
    const fromOutside = purpose === 'SIGN_IN' && whyAddressRefused(vault, settings, address);
    if (fromOutside) return refuse(fromOutside);
    if (!(await takeBinding(transaction, bindingId))) return refuse(bindingNotFound);
    if (isSetUp('MFA', await boundMethods(transaction, settings))) return refuse({ code: 'MFA_ALREADY_BOUND' });
    // Before the check is passed: what it proves is proved with the device.
    const device = await bindDevice(deps, transaction, settings, { binding: { ...binding, sessionId }, bound: [], lastStep, scopes: [] });
    await audit.record(transaction, { accountId, sessionId, event: 'CHALLENGE_PASSED', details: { challengeId: id, purpose, method: 'MFA' } });
    const opened = device && (await open(deps, transaction, settings, challenge, { method: 'MFA', address }));
    return opened ? ok({ ...opened, device }) : refuse(challengeNotFound);
  });
};
