import type { Viewer } from '../../shared/caller.ts';
import { ok, refuse, type Refusal, type Result } from '../../shared/result.ts';
import type { CheckMethod } from '../../shared/schema.generated.ts';
import { hashSecret } from '../../shared/vault.ts';
import { whyAddressRefused } from '../address-list/address-list.ts';
import type { Deps } from '../deps.ts';
import { judgeMfaCode } from '../mfa/judge-mfa-code.ts';
import { judgePasskey } from '../passkeys/judge-passkey.ts';
import { notVerified } from '../passkeys/passkey-rules.ts';
import { judgeRecoveryCode } from '../recovery-codes/judge-recovery-code.ts';
import { normaliseCode } from '../../shared/codes.ts';
import type { Transaction } from '../../shared/store/open-store.ts';
import type { OpenedSession } from '../sessions/open-session.ts';
import { renewSession } from '../sessions/renew-session.ts';
import type { SecuritySettings } from '../settings/security-settings.entity.ts';
import { findSettings, holdSettings } from '../settings/settings-store.ts';
import { finishSignIn } from '../sign-in-checks/finish-sign-in.ts';
import { trustDevice } from '../trusted-devices/trust-device.ts';
import { judgeSentCode, type SentMethod } from './challenge-code.ts';
import { judgeScan, type ScanAnswer } from './challenge-scan.ts';
import { challengeNotFound, triesUsedUp, whyMethodRefused, whyNotOpen } from './challenge-rules.ts';
import { closeChallenge, countAnswer, findChallenge } from './challenge-store.ts';
import type { Challenge } from './challenge.entity.ts';
import { writeFailure } from './write-failure.ts';

interface Answer {
  challengeId: string;
  method: CheckMethod;
  /** Of a method whose proof is a code. */
  code?: string | null;
  /** Of PASSKEY: what the browser gave, as JSON text. */
  passkey?: string | null;
  /** Of WECHAT: what the browser came back with. */
  scan?: ScanAnswer | null;
  /** The device is to be spared the login check from now on. */
  trustDevice?: boolean;
  /** From where the answer comes. */
  address?: string | null;
}

/** The part of an answer that a method is judged by. */
const partOf: Record<CheckMethod, 'code' | 'passkey' | 'scan'> = { MFA: 'code', SMS: 'code', EMAIL: 'code', RECOVERY_CODE: 'code', PASSKEY: 'passkey', WECHAT: 'scan' };

/** What the right answer opened: a session; the one it was answered from, renewed, and the right to sensitive operations; or nothing, when it was an owner check. */
export interface Opened {
  session: OpenedSession | null;
  /** Of a device that is trusted from now on. */
  trustToken?: string | null;
  steppedUpUntil: number | null;
}

const codeWrong: Refusal = { code: 'CODE_WRONG', path: ['code'] };
const wrongBy = (method: CheckMethod): Refusal => (method === 'PASSKEY' ? notVerified('passkey') : codeWrong);

/** The judgement of a right code: uses the code up in a transaction; false when another request did so first. */
type UseUp = (transaction: Transaction) => Promise<boolean>;

/** Of the answer, the part that the method is judged by is there. */
type Judge = (deps: Deps, challenge: Challenge, answer: Answer) => Promise<Result<UseUp>>;

const judgeSent = (method: SentMethod): Judge => async (deps, challenge, { code }) => {
  const settings = await findSettings(deps.store.read, challenge.accountId);
  const useUp = settings && (await judgeSentCode(deps, challenge, settings, method, normaliseCode(code!)));
  return useUp ? ok(useUp) : refuse(codeWrong);
};

const judges: Record<CheckMethod, Judge> = {
  MFA: (deps, { accountId }, { code }) => judgeMfaCode(deps, accountId, normaliseCode(code!)),
  SMS: judgeSent('SMS'),
  EMAIL: judgeSent('EMAIL'),
  WECHAT: (deps, challenge, { scan }) => judgeScan(deps, challenge, scan!),
  PASSKEY: (deps, challenge, { passkey }) => judgePasskey(deps, challenge, passkey!),
  RECOVERY_CODE: (deps, { accountId }, { code }) => judgeRecoveryCode(deps, accountId, code!),
};

/** What a passed challenge opens: the session of the sign-in, or sensitive operations for a while (TX-SEC-043); an owner check opens nothing by itself. Null when its session has ended. */
export const open = async (deps: Deps, transaction: Transaction, settings: SecuritySettings, challenge: Challenge, { method, trustDevice: isTrusted, address = null }: Pick<Answer, 'method' | 'trustDevice' | 'address'>): Promise<Opened | null> => {
  const { id, accountId, purpose, sessionId, device, duty, signInMethod } = challenge;
  if (purpose === 'SIGN_IN') {
    const trustToken = isTrusted ? await trustDevice(deps, transaction, settings, challenge, address) : null;
    // The session is the challenge's own, not the attempt's: repeating the first factor does not give it out.
    const session = await finishSignIn(deps, transaction, settings, { attemptHash: hashSecret(`challenge\0${id}`), device, address, duty, proved: { method: signInMethod, checkedBy: method } });
    return { session, trustToken, steppedUpUntil: null };
  }
  if (purpose === 'PASSWORD_RESET') return { session: null, steppedUpUntil: null };
  const steppedUpUntil = deps.clock.now() + deps.policy.stepUp.validity;
  const session = sessionId && (await renewSession(deps, transaction, { accountId, sessionId }, { steppedUpUntil, steppedUpBy: method }));
  return session ? { session, steppedUpUntil } : null;
};

/** Judges one answer to a challenge. Every answer counts, also one that is refused further down. */
export const answerChallenge = async (deps: Deps, viewer: Viewer | null, answer: Answer): Promise<Result<Opened>> => {
  const { store, clock, audit, policy } = deps;
  const look = async (): Promise<{ challenge: Challenge | null; refusal: Refusal | null }> => {
    const challenge = await findChallenge(store.read, answer.challengeId);
    return { challenge, refusal: whyNotOpen(challenge, viewer, policy.challenge, clock.now()) };
  };
  const { challenge, refusal } = await look();
  if (refusal || !challenge) return refuse(refusal ?? challengeNotFound);
  const methodRefusal = whyMethodRefused(challenge, answer.method);
  if (methodRefusal) return refuse(methodRefusal);
  const part = partOf[answer.method];
  if (answer[part] === null || answer[part] === undefined) return refuse({ code: 'FIELD_REQUIRED', path: [part] });

  // Counted on its own, before the code is looked at: of fifty answers at once only as many are judged as the policy allows.
  const isCounted = await store.transaction((transaction) => countAnswer(transaction, challenge.id, policy.challenge.attempts, clock.now()));
  if (!isCounted) return refuse((await look()).refusal ?? triesUsedUp(policy.challenge));

  const { accountId, sessionId, purpose, operation } = challenge;
  const entry = { accountId, sessionId, details: { challengeId: challenge.id, purpose, operation, method: answer.method } };
  const judgement = await judges[answer.method](deps, challenge, answer);
  const opened = !judgement.ok
    ? judgement
    : await store.transaction(async (transaction): Promise<Result<Opened>> => {
        const settings = await holdSettings(transaction, accountId);
        if (!settings || !(await closeChallenge(transaction, challenge.id, clock.now()))) return refuse(challengeNotFound);
        // A code is good once, also for two challenges or another purpose at the same time.
        if (!(await judgement.value(transaction))) return refuse(wrongBy(answer.method));
        await audit.record(transaction, { ...entry, event: 'CHALLENGE_PASSED' });
        // The place may be another than the sign-in was begun at.
        const fromOutside = purpose === 'SIGN_IN' && whyAddressRefused(deps.vault, settings, answer.address ?? null);
        if (fromOutside) return refuse(fromOutside);
        const outcome = await open(deps, transaction, settings, challenge, answer);
        return outcome ? ok(outcome) : refuse(challengeNotFound);
      });
  if (!opened.ok) await writeFailure(deps, challenge, answer.method);
  return opened;
};
