import type { AuditEntry } from '../audit.ts';
import type { ActivityKind, ActivityOutcome, CheckMethod } from '../schema.generated.ts';

interface Shown {
  kind: ActivityKind;
  outcome?: ActivityOutcome;
  /** Only where the details say so. */
  onlyIf?: Record<string, string>;
  /** The detail that is shown as this. */
  method?: string;
  checkedBy?: string;
  operation?: string;
  times?: string;
}

/** Which audit events a holder is shown in the history of the account, and as what. */
export const shownEvents: Record<string, Shown> = {
  ACCOUNT_REGISTERED: { kind: 'REGISTERED', method: 'registeredWith' },
  ACCOUNT_ACTIVATED: { kind: 'ACTIVATED' },
  SESSION_OPENED: { kind: 'SIGNED_IN', method: 'method', checkedBy: 'checkedBy' },
  // After a right password, for example because of where it was.
  SIGN_IN_REFUSED: { kind: 'SIGN_IN_FAILED', outcome: 'FAILED' },
  SIGNED_OUT: { kind: 'SIGNED_OUT' },
  SESSION_ENDED: { kind: 'SESSION_ENDED' },
  SESSION_USED_ELSEWHERE: { kind: 'SESSION_ENDED', method: 'reason' },
  SESSIONS_ENDED: { kind: 'SESSION_ENDED', times: 'ended' },
  // A wrong code of the device that was to be unbound.
  MFA_UNBINDING_FAILED: { kind: 'CHALLENGE_FAILED', outcome: 'FAILED', method: 'method', operation: 'operation' },
  CHALLENGE_FAILED: { kind: 'CHALLENGE_FAILED', outcome: 'FAILED', method: 'method', operation: 'operation' },
  // That of a sign-in shows as SIGNED_IN, that of a reset as PASSWORD_RESET.
  CHALLENGE_PASSED: { kind: 'STEPPED_UP', onlyIf: { purpose: 'STEP_UP' }, method: 'method', operation: 'operation' },
  PASSWORD_CHANGED: { kind: 'PASSWORD_CHANGED' },
  PASSWORD_RESET: { kind: 'PASSWORD_RESET' },
  PASSWORD_VALIDITY_SET: { kind: 'PASSWORD_VALIDITY_SET' },
  USERNAME_CHANGED: { kind: 'USERNAME_CHANGED' },
  PROFILE_CHANGED: { kind: 'PROFILE_CHANGED' },
  LOGIN_METHOD_BOUND: { kind: 'LOGIN_METHOD_BOUND', method: 'kind' },
  LOGIN_METHOD_CHANGED: { kind: 'LOGIN_METHOD_CHANGED', method: 'kind' },
  LOGIN_METHOD_UNBOUND: { kind: 'LOGIN_METHOD_UNBOUND', method: 'kind' },
  CONTACT_CHANGED: { kind: 'CONTACT_CHANGED', method: 'kind' },
  SECURITY_CONTACTS_SET: { kind: 'CONTACT_CHANGED' },
  MFA_BOUND: { kind: 'MFA_BOUND', method: 'kind' },
  MFA_UNBOUND: { kind: 'MFA_UNBOUND' },
  PASSKEY_BOUND: { kind: 'PASSKEY_BOUND' },
  PASSKEY_UNBOUND: { kind: 'PASSKEY_UNBOUND' },
  RECOVERY_CODES_GENERATED: { kind: 'RECOVERY_CODES_GENERATED' },
  LOGIN_PROTECTION_SET: { kind: 'PROTECTION_CHANGED' },
  OPERATION_PROTECTION_SET: { kind: 'PROTECTION_CHANGED' },
  REMOTE_LOGIN_PROTECTION_SET: { kind: 'PROTECTION_CHANGED' },
  ADDRESS_LIST_SET: { kind: 'PROTECTION_CHANGED' },
  SESSION_LIFETIME_SET: { kind: 'PROTECTION_CHANGED' },
  DEVICE_TRUSTED: { kind: 'DEVICE_TRUSTED' },
  DEVICE_TRUST_ENDED: { kind: 'DEVICE_TRUST_ENDED' },
  VERIFICATION_STARTED: { kind: 'VERIFICATION_STARTED', method: 'method' },
  VERIFIED: { kind: 'VERIFICATION_PASSED', method: 'method' },
  VERIFICATION_FAILED: { kind: 'VERIFICATION_FAILED', outcome: 'FAILED' },
  IDENTITY_CHECK_PASSED: { kind: 'IDENTITY_CHECK_PASSED' },
  IDENTITY_CHECK_FAILED: { kind: 'IDENTITY_CHECK_FAILED', outcome: 'FAILED' },
  DEREGISTRATION_STARTED: { kind: 'DEREGISTRATION_STARTED' },
  DEREGISTRATION_CLOSING: { kind: 'DEREGISTRATION_CONFIRMED' },
  DEREGISTRATION_WITHDRAWN: { kind: 'DEREGISTRATION_WITHDRAWN' },
  ACTIVITY_OPENED: { kind: 'ACTIVITY_OPENED' },
  ACTIVITY_EXPORTED: { kind: 'ACTIVITY_EXPORTED' },
};

/** The kinds of what was refused. A wrong password is no event of the audit: of whose account it was is found out afterwards. */
export const failureKinds: ActivityKind[] = [...new Set<ActivityKind>(['SIGN_IN_FAILED', ...Object.values(shownEvents).flatMap(({ kind, outcome }) => (outcome === 'FAILED' ? [kind] : []))])];

/** One thing that happened in an account, as the history has it. */
export interface ActivityFact {
  /** The same for every repetition. */
  id: string;
  accountId: string;
  at: number;
  kind: ActivityKind;
  outcome: ActivityOutcome;
  times: number;
  operation: string | null;
  method: string | null;
  checkedBy: CheckMethod | null;
  sessionId: string | null;
}

/** Null when the holder is not shown it. */
export const toActivity = ({ id, accountId, at, event, sessionId, details }: AuditEntry): ActivityFact | null => {
  const shown = shownEvents[event];
  if (!shown || Object.entries(shown.onlyIf ?? {}).some(([key, value]) => details[key] !== value)) return null;
  const read = (key: string | undefined): string | null => {
    const value = key === undefined ? null : details[key];
    return typeof value === 'string' ? value : null;
  };
  const times = shown.times === undefined ? 1 : details[shown.times];
  return { id, accountId, at, kind: shown.kind, outcome: shown.outcome ?? 'SUCCEEDED', times: typeof times === 'number' ? times : 1, operation: read(shown.operation), method: read(shown.method), checkedBy: read(shown.checkedBy) as CheckMethod | null, sessionId };
};
