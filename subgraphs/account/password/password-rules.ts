import type { Refusal } from '../../shared/result.ts';
import type { PasswordClass } from '../schema.generated.ts';
import type { PasswordPolicy } from './password-policy.ts';

const classes: Record<PasswordClass, RegExp> = {
  UPPER: /\p{Lu}/u,
  LOWER: /\p{Ll}/u,
  DIGIT: /\p{Nd}/u,
  PUNCTUATION: /[\p{P}\p{S}]/u,
};

/** Control characters, and halves of characters, which no two systems write alike. */
const neverAllowed = /[\p{Cc}\p{Cs}]/u;

/** The form in which a password is judged and hashed: one text typed on two keyboards is one password. Nothing is trimmed or cut. */
export const normalisePassword = (given: string): string => given.normalize('NFC');

/** Why a new password may not be set, all reasons at once (TX-ACC-052 to TX-ACC-054). */
export const whyPasswordRefused = (given: string, policy: PasswordPolicy, path: string[]): Refusal[] => {
  const password = normalisePassword(given);
  const length = [...password].length;
  const refusals: Refusal[] = [];
  if (length < policy.minLength) refusals.push({ code: 'PASSWORD_TOO_SHORT', path, policy: 'account.password.minLength', limit: policy.minLength });
  if (length > policy.maxLength) refusals.push({ code: 'PASSWORD_TOO_LONG', path, policy: 'account.password.maxLength', limit: policy.maxLength });
  const missing = policy.classes.filter((name) => !classes[name].test(password));
  // The limit names the classes that are missing, so that a page can say which.
  if (missing.length > 0) refusals.push({ code: 'PASSWORD_CLASS_MISSING', path, policy: 'account.password.classes', limit: missing.join(', ') });
  if (neverAllowed.test(password)) refusals.push({ code: 'PASSWORD_CHARACTER_NOT_ALLOWED', path });
  else if (!policy.mayContainSpace && /\s/u.test(password)) {
    refusals.push({ code: 'PASSWORD_CHARACTER_NOT_ALLOWED', path, policy: 'account.password.mayContainSpace', limit: 'false' });
  }
  return refusals;
};
