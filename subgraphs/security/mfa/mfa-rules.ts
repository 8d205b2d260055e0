import type { Viewer } from '../../shared/caller.ts';
import type { Refusal } from '../../shared/result.ts';
import type { CheckMethod } from '../../shared/schema.generated.ts';
import type { Session } from '../sessions/session.entity.ts';
import { answersTo } from '../step-up/answers-to.ts';
import type { MfaBinding } from './mfa-binding.entity.ts';
import type { MfaDevice } from './mfa-device.entity.ts';
import type { MfaPolicy } from './mfa-policy.ts';

const longestName = 64;
const usualName = 'MFA';

export const nameOfDevice = (given: string | null): string => (given ?? usualName).normalize('NFKC').trim();

export const whyNameRefused = (name: string): Refusal | null => {
  const isAllowed = name.length > 0 && [...name].length <= longestName && !/[\p{Cc}\p{Zl}\p{Zp}\p{Cs}]/u.test(name);
  return isAllowed ? null : { code: 'NAME_INVALID', path: ['name'] };
};

export const bindingNotFound: Refusal = { code: 'MFA_BINDING_NOT_FOUND', path: ['bindingId'] };

/** Why this session cannot finish the binding now. One of another session looks absent. */
export const whyNotPending = (binding: MfaBinding | null, viewer: Viewer, { bindingAttempts }: Pick<MfaPolicy, 'bindingAttempts'>, now: number): Refusal | null => {
  if (!binding || binding.accountId !== viewer.accountId || binding.sessionId !== viewer.sessionId || binding.expiresAt <= now) return bindingNotFound;
  return binding.attempts < bindingAttempts ? null : { code: 'CHALLENGE_TRIES_USED_UP', path: ['bindingId'], policy: 'security.mfa.bindingAttempts', limit: bindingAttempts };
};

/** Why nobody can finish the binding inside this challenge. The attempts are those of the challenge. */
export const whyNotPendingIn = (binding: MfaBinding | null, challengeId: string, now: number): Refusal | null =>
  !binding || binding.challengeId !== challengeId || binding.expiresAt <= now ? bindingNotFound : null;

/**
 * Why a new device may not be bound beside, or in place of, what is bound. Unbinding asks for a code of the device (TX-SEC-025); binding is
 * no way around that, so the session must have proved itself by it or by what stands in for it. Devices that are disabled make no such proof.
 */
export const whyNotReplaced = (devices: MfaDevice[], bound: readonly CheckMethod[], proof: Pick<Session, 'steppedUpUntil' | 'steppedUpBy'> | null, { consecutiveFailures }: Pick<MfaPolicy, 'consecutiveFailures'>, now: number): Refusal | null => {
  if (!bound.includes('PASSKEY') && devices.every(({ failures }) => failures >= consecutiveFailures)) return null;
  const isProvenByDevice = proof !== null && proof.steppedUpBy !== null && answersTo(['MFA']).includes(proof.steppedUpBy) && (proof.steppedUpUntil ?? 0) > now;
  return isProvenByDevice ? null : { code: 'MFA_ALREADY_BOUND' };
};
