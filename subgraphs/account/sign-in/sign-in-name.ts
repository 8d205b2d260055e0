import { normalisePhone } from '../../shared/phone-number.ts';
import { normaliseEmail } from '../../shared/email-address.ts';
import type { Identity } from '../login-methods/identity.ts';
import { normaliseUsername } from '../login-methods/username.ts';
import type { AccountPolicy } from '../policy.ts';
import type { AccountKind, LoginMethodKind } from '../schema.generated.ts';

/** The kinds of sign-in name, told apart by their shape: no user name has an `@` or begins like a number. */
const kindOf = (given: string): Extract<LoginMethodKind, 'EMAIL' | 'PHONE' | 'USERNAME'> => {
  if (/[@＠﹫]/.test(given)) return 'EMAIL';
  return /^[+\d(]/.test(given.normalize('NFKC').trim()) ? 'PHONE' : 'USERNAME';
};

/** The identity that a sign-in name is, however it is written. Null when it is none, or when no password of this kind of account belongs to such names (BD-ACC-008, BD-ACC-009, HW-ACC-066). */
export const readSignInName = (given: string, accountKind: AccountKind, { signIn, registration }: AccountPolicy): Identity | null => {
  const kind = kindOf(given);
  if (!signIn.accountKinds.some((offered) => offered.kind === accountKind && offered.signInNames.includes(kind))) return null;
  const read = { EMAIL: normaliseEmail, PHONE: (phone: string) => normalisePhone(phone, registration.countries[0]!), USERNAME: normaliseUsername };
  const subject = read[kind](given);
  return subject === null ? null : { accountKind, kind, subject };
};
