import type { Viewer } from '../../shared/caller.ts';
import type { Refusal } from '../../shared/result.ts';
import type { Session } from '../sessions/session.entity.ts';
import type { MfaBinding } from './mfa-binding.entity.ts';
import type { MfaDevice } from './mfa-device.entity.ts';
import type { MfaPolicy } from './mfa-policy.ts';

const longestName = 64;

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

/**
 * Why a new device may not take the place of the bound one. Unbinding asks for a code of the device (TX-SEC-025); replacing is
 * no way around that, so the session must have proved itself by it. A device that is disabled makes no such proof.
 */
export const whyNotReplaced = (bound: MfaDevice | undefined, proof: Pick<Session, 'steppedUpUntil' | 'steppedUpBy'> | null, { consecutiveFailures }: Pick<MfaPolicy, 'consecutiveFailures'>, now: number): Refusal | null => {
  if (!bound || bound.failures >= consecutiveFailures) return null;
  const isProvenByDevice = proof?.steppedUpBy === 'MFA' && (proof.steppedUpUntil ?? 0) > now;
  return isProvenByDevice ? null : { code: 'MFA_ALREADY_BOUND' };
};
