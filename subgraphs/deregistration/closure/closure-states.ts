import type { DeregistrationState } from '../schema.generated.ts';

/** What can happen to a closure. The holder's own events are named like the mutations; the others come from the checks, the camera and the work that carries it out. */
export const closureEvents = ['recheck', 'giveUp', 'found', 'clear', 'askIdentity', 'restartIdentityCheck', 'passed', 'confirm', 'finished', 'withdraw'] as const;
export type ClosureEvent = (typeof closureEvents)[number];

/**
 * What may follow what; everything that is not here is refused.
 * A last check that found nothing asks for the identity where the account is verified and the policy wants it, and is `clear` otherwise (TX-DER-023, TX-DER-029, TX-DER-030).
 */
export const transitions: Record<DeregistrationState, Partial<Record<ClosureEvent, DeregistrationState>>> = {
  CHECKING: { found: 'BLOCKED', askIdentity: 'IDENTITY', clear: 'CONFIRMATION', withdraw: 'WITHDRAWN' },
  BLOCKED: { recheck: 'CHECKING', giveUp: 'CHECKING', withdraw: 'WITHDRAWN' },
  IDENTITY: { restartIdentityCheck: 'IDENTITY', passed: 'CONFIRMATION', recheck: 'CHECKING', withdraw: 'WITHDRAWN' },
  CONFIRMATION: { confirm: 'CLOSING', found: 'BLOCKED', recheck: 'CHECKING', withdraw: 'WITHDRAWN' },
  CLOSING: { finished: 'CLOSED' },
  CLOSED: {},
  WITHDRAWN: {},
};

/** A state that nothing follows. */
export const isEnd = (state: DeregistrationState): boolean => Object.keys(transitions[state]).length === 0;
