import type { Refusal } from '../../shared/result.ts';
import type { PasswordClass } from '../schema.generated.ts';
import { isHashable } from './hash-password.ts';
import type { PasswordPolicy } from './password-policy.ts';
import { foldPassword, normalisePassword } from './password-text.ts';

const classes: Record<PasswordClass, RegExp> = {
  UPPER: /\p{Lu}/u,
  LOWER: /\p{Ll}/u,
  DIGIT: /\p{Nd}/u,
  PUNCTUATION: /[\p{P}\p{S}]/u,
};

/** Control characters, and halves of characters, which no two systems write alike. */
const neverAllowed = /[\p{Cc}\p{Cs}]/u;

/** What has to be known of a password besides its letters. */
export interface PasswordBackground {
  /** Whether it was found among the common and leaked ones: `deps.knownPasswords.has`. */
  isKnown: boolean;
  /** What the account is called by: e-mail address, nickname, user name. A null is passed over. */
  names: readonly (string | null | undefined)[];
}

/** The whole password is a name, in upper or lower case; of an address its first part is one too (ASVS 6.2.11). What merely contains one is not. */
const isName = (password: string, names: PasswordBackground['names']): boolean => {
  const folded = foldPassword(password);
  return names.some((name) => name && [name, name.replace(/@.*$/su, '')].some((word) => foldPassword(word) === folded));
};

/** Why a new password may not be set, all reasons at once (TX-ACC-052 to TX-ACC-054). */
export const whyPasswordRefused = (given: string, policy: PasswordPolicy, path: string[], { isKnown, names }: PasswordBackground): Refusal[] => {
  const tooLong: Refusal = { code: 'PASSWORD_TOO_LONG', path, policy: 'account.password.maxLength', limit: policy.maxLength };
  // A text of megabytes is not looked at.
  if (!isHashable(given)) return [tooLong];
  const password = normalisePassword(given);
  const length = [...password].length;
  const refusals: Refusal[] = [];
  if (length < policy.minLength) refusals.push({ code: 'PASSWORD_TOO_SHORT', path, policy: 'account.password.minLength', limit: policy.minLength });
  if (length > policy.maxLength) refusals.push(tooLong);
  const missing = policy.classes.filter((name) => !classes[name].test(password));
  // The limit names the classes that are missing, so that a page can say which.
  if (missing.length > 0) refusals.push({ code: 'PASSWORD_CLASS_MISSING', path, policy: 'account.password.classes', limit: missing.join(', ') });
  if (neverAllowed.test(password)) refusals.push({ code: 'PASSWORD_CHARACTER_NOT_ALLOWED', path });
  else if (!policy.mayContainSpace && /\s/u.test(password)) {
    refusals.push({ code: 'PASSWORD_CHARACTER_NOT_ALLOWED', path, policy: 'account.password.mayContainSpace', limit: 'false' });
  }
  if (policy.refusesKnown && (isKnown || isName(password, [...policy.ownNames, ...names]))) {
    refusals.push({ code: 'PASSWORD_KNOWN', path, policy: 'account.password.refusesKnown', limit: 'true' });
  }
  return refusals;
};

/** The second entry of a form that asks for the new password twice, where there is one (TX-ACC-057, HW-ACC-075). */
export const whyNotRepeated = (password: string, again: string | null | undefined, path: string): Refusal[] =>
  typeof again === 'string' && normalisePassword(again) !== normalisePassword(password) ? [{ code: 'PASSWORDS_DIFFER', path: [path] }] : [];
