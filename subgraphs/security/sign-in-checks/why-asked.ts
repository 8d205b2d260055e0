import type { ChallengeReason, CheckMethod } from '../../shared/schema.generated.ts';
import { bindingInCheck } from '../mfa/binding-in-check.ts';
import type { SecurityPolicy } from '../policy.ts';
import type { SecuritySettings } from '../settings/security-settings.entity.ts';
import { answersTo } from '../step-up/answers-to.ts';
import { isUnusual } from './habit-rules.ts';
import { riskSignals } from './risk-policy.ts';
import type { SignInHabit } from './sign-in-habit.entity.ts';

/** All that decides whether a sign-in, whose first factor was right, is asked for more. */
export interface SignInFacts {
  settings: Pick<SecuritySettings, 'loginProtection' | 'remoteLoginProtection'>;
  /** The methods that are set up. */
  bound: CheckMethod[];
  attempt: {
    /** The method of proof that the first factor was at the same time: a code on the phone, a scan. Null for a password. */
    firstFactor: CheckMethod | null;
    isTrustedDevice: boolean;
    isKnownDevice: boolean;
    /** The wrong passwords just before the right one. */
    failuresBefore: number;
    /** Where it comes from; null where that has no place, as inside a private network. */
    place: string | null;
  };
  /** Empty as long as it was never signed in to from anywhere. */
  usualPlaces: Pick<SignInHabit, 'mark'>[];
  policy: Pick<SecurityPolicy, 'loginProtection' | 'remoteLogin' | 'riskControl' | 'stepUp' | 'mfa'>;
}

/** Gives the methods that would do; null when this is no reason to ask. */
type Check = (facts: SignInFacts) => CheckMethod[] | null;

/** What the holder chose (TX-SEC-030), but on a trusted device (TX-SEC-037). Whoever scanned with WeChat has given that proof (TX-SEC-032). */
const byProtection: Check = ({ settings: { loginProtection }, attempt: { isTrustedDevice, firstFactor } }) =>
  loginProtection.length === 0 || isTrustedDevice || (firstFactor === 'WECHAT' && loginProtection.includes('WECHAT')) ? null : loginProtection;

/** What the policy asks of holders who chose nothing (HW-SEC-006), but on a trusted device (HW-SEC-007), and where a code was the first factor. */
const byDefault: Check = ({ settings, attempt: { isTrustedDevice, firstFactor }, policy: { loginProtection: { byDefault: methods } } }) =>
  settings.loginProtection.length > 0 || methods.length === 0 || isTrustedDevice || (firstFactor && methods.includes(firstFactor)) ? null : methods;

/** An unusual city, where the holder has that checked (TX-SEC-046, TX-SEC-047). */
const byPlace: Check = (facts) => (facts.settings.remoteLoginProtection && isUnusual(facts.attempt.place, facts.usualPlaces) ? facts.policy.remoteLogin.methods : null);

const risks: Record<(typeof riskSignals)[number], (facts: SignInFacts) => boolean> = {
  UNKNOWN_DEVICE_IN_NEW_CITY: (facts) => !facts.attempt.isKnownDevice && isUnusual(facts.attempt.place, facts.usualPlaces),
  AFTER_FAILURES: ({ attempt: { failuresBefore }, policy: { riskControl } }) => failuresBefore >= riskControl.failures,
};

/** What looks like somebody else, whatever the holder has set (BD-SEC-013). */
const byRisk: Check = (facts) => {
  const { riskControl: { asksWhen, methods } } = facts.policy;
  const isRisky = asksWhen.some((signal) => risks[signal](facts));
  const { firstFactor } = facts.attempt;
  return isRisky && !(firstFactor && methods.includes(firstFactor)) ? methods : null;
};

/**
 * Why a sign-in is asked for more, in this order: the first reason that there is, is the one that the challenge names.
 * `isOwed`: it was set up, or is documented, so the sign-in is refused when nothing is set up by which it could be asked.
 */
const reasons: { reason: ChallengeReason; check: Check; isOwed: boolean }[] = [
  { reason: 'PROTECTION', check: byProtection, isOwed: true },
  { reason: 'DEFAULT', check: byDefault, isOwed: true },
  { reason: 'REMOTE_LOGIN', check: byPlace, isOwed: true },
  { reason: 'RISK', check: byRisk, isOwed: false },
];

export interface Asked {
  reason: ChallengeReason;
  /** Those that are set up; empty when nobody could answer. */
  methods: CheckMethod[];
  /** What is proved before a device is bound inside the check; empty where none is. */
  bindsMfaAfter: CheckMethod[];
}

/** What is asked, and why; null when the session can be opened. */
export const whyAsked = (facts: SignInFacts): Asked | null => {
  for (const { reason, check, isOwed } of reasons) {
    const wanted = check(facts);
    if (!wanted) continue;
    // Only who has chosen MFA binds a device on the way: what the policy asks of everybody, or of a risky sign-in, is answered by what is set up.
    const { answerable, bindsMfaAfter } = bindingInCheck(reason === 'PROTECTION' ? wanted : [], facts.bound, facts.policy);
    const setUp = (methods: CheckMethod[]): CheckMethod[] => answersTo(methods).filter((method) => answerable.includes(method));
    // Where none of them is set up any more, any other proof is better than none.
    const methods = setUp(wanted).length > 0 ? setUp(wanted) : setUp(facts.policy.stepUp.methods);
    if (methods.length > 0 || isOwed) return { reason, methods, bindsMfaAfter };
  }
  return null;
};
