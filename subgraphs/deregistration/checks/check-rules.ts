import type { Refusal } from '../../shared/result.ts';
import type { DeregistrationPolicy } from '../policy.ts';
import type { DeregistrationCheckKind, DeregistrationCheckState } from '../schema.generated.ts';
import type { GivableKind } from './check-policy.ts';

interface Check {
  kind: DeregistrationCheckKind;
  state: DeregistrationCheckState;
}

export const mayGiveUp = (kind: DeregistrationCheckKind, policy: Pick<DeregistrationPolicy, 'mayGiveUp'>): kind is GivableKind =>
  (policy.mayGiveUp as readonly DeregistrationCheckKind[]).includes(kind);

/** Why this kind cannot be given up now; null when it can. What may not be given up has to be settled first (TX-DER-021). */
export const whyNotGivenUp = (checks: readonly Check[], kind: DeregistrationCheckKind, policy: Pick<DeregistrationPolicy, 'mayGiveUp'>): Refusal | null => {
  const blocking = checks.filter(({ state }) => state === 'BLOCKED');
  if (!blocking.some((check) => check.kind === kind)) return { code: 'BLOCKER_NOT_FOUND', path: ['kind'] };
  if (!mayGiveUp(kind, policy)) {
    return { code: 'BLOCKER_MAY_NOT_BE_GIVEN_UP', path: ['kind'], policy: 'deregistration.mayGiveUp', limit: policy.mayGiveUp.join(', ') };
  }
  return blocking.every((check) => mayGiveUp(check.kind, policy)) ? null : { code: 'BLOCKERS_REMAIN', path: ['kind'] };
};

/** How much of a run is done, in percent (TX-DER-017). */
export const progressOf = (checks: readonly Check[]): number =>
  checks.length === 0 ? 100 : Math.floor((checks.filter(({ state }) => state !== 'PENDING').length * 100) / checks.length);
