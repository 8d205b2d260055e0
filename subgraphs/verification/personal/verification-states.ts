import type { VerificationState } from '../schema.generated.ts';

export type VerificationEvent =
  /** The provider recognised the person, and the number has a place left. */
  | 'pass'
  /** The provider did not recognise the person. */
  | 'fail'
  /** The provider recognised the person, but by then all places of the number were taken. */
  | 'findQuotaFull'
  /** The camera was not used in time. */
  | 'expire'
  /** The person began anew. */
  | 'replace';

/** What may follow a state. The ends have no way out: a new verification is a new case. */
export const transitions: Record<VerificationState, Partial<Record<VerificationEvent, VerificationState>>> = {
  WAITING_FOR_FACE: { pass: 'VERIFIED', fail: 'FAILED', findQuotaFull: 'FAILED', expire: 'FAILED', replace: 'FAILED' },
  VERIFIED: {},
  FAILED: {},
};
