import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { projectRoot } from '../project-root.ts';
import { shownEvents, toActivity } from './shown-events.ts';

/** What is written down and no holder is shown: steps on the way to something that is shown, and what services do among themselves. */
const notShown = new Set([
  'ACCOUNT_CLOSING', 'ACCOUNT_ERASED', 'ACCOUNT_IMPORTED', 'APP_SCAN_CONFIRMED', 'APP_SCAN_DECLINED', 'CHALLENGE_SCANNED', 'CHALLENGE_STARTED', 'CONSENT_GIVEN', 'DUTY_DONE', 'IDENTITY_CHECK_REQUESTED',
  'MFA_BINDING_STARTED', 'MFA_TOKEN_ALLOTTED', 'OWNER_CHECK_USED', 'PASSKEY_BINDING_STARTED', 'PASSKEY_COUNTER_WENT_BACK', 'PASSWORD_CHANGE_REQUIRED', 'PHONE_PLACE_FREED', 'SECURITY_CONTACT_CODE_SENT', 'SECURITY_ERASED', 'SIGN_IN_APP_SCAN_PROVED', 'SIGN_IN_FACE_PROVED', 'SIGN_IN_PASSWORD_PROVED', 'SIGN_IN_SMS_PROVED',
  'SIGN_IN_THIRD_PARTY_PROVED', 'VERIFICATION_ERASED', 'WECHAT_LINK_SET',
]);

const sources = (readdirSync(join(projectRoot, 'subgraphs'), { recursive: true, encoding: 'utf8' }))
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.endsWith('.generated.ts'))
  .map((file) => readFileSync(join(projectRoot, 'subgraphs', file), 'utf8'));

test('of every event in the audit it is decided whether the holder is shown it', () => {
  const recorded = sources.filter((source) => source.includes('audit')).flatMap((source) => [...source.matchAll(/\bevent: [^,}\n]*'[A-Z_]+'[^,}\n]*/g)].flatMap(([text]) => [...text.matchAll(/'([A-Z_]+)'/g)].map(([, event]) => event!)));
  expect(recorded.length).toBeGreaterThan(30);
  // A new one goes into `shownEvents`, or above.
  expect(recorded.filter((event) => !(event in shownEvents) && !notShown.has(event))).toEqual([]);
});

const entry = (event: string, details = {}) => ({ id: 'audit_1', at: 7, accountId: '1', event, sessionId: 's', details });

test('a passed challenge shows where it was a step-up, with the operation and the method', () => {
  const details = { challengeId: 'c', purpose: 'STEP_UP', operation: 'CHANGE_PASSWORD', method: 'SMS' };
  expect(toActivity(entry('CHALLENGE_PASSED', details))).toEqual({ id: 'audit_1', accountId: '1', at: 7, kind: 'STEPPED_UP', outcome: 'SUCCEEDED', times: 1, operation: 'CHANGE_PASSWORD', method: 'SMS', checkedBy: null, sessionId: 's' });
  expect(toActivity(entry('CHALLENGE_PASSED', { ...details, purpose: 'SIGN_IN' }))).toBeNull();
  expect(toActivity(entry('CHALLENGE_FAILED', { ...details, operation: null, purpose: 'SIGN_IN' }))).toMatchObject({ kind: 'CHALLENGE_FAILED', outcome: 'FAILED', operation: null });
  expect(toActivity(entry('SESSIONS_ENDED', { ended: 3 }))).toMatchObject({ kind: 'SESSION_ENDED', times: 3 });
  expect(toActivity(entry('SOMETHING_ELSE'))).toBeNull();
});
