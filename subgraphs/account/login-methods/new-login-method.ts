import { normaliseCode } from '../../shared/codes.ts';
import { ok, refuse, type Refusal, type Result } from '../../shared/result.ts';
import { normalisePhone } from '../../shared/phone-number.ts';
import { whyNotRepeated } from '../password/password-rules.ts';
import type { AccountPolicy } from '../policy.ts';
import type { BindLoginMethodInput, LoginMethodKind } from '../schema.generated.ts';
import { normaliseEmail } from '../../shared/email-address.ts';

/** What a holder gives to bind an identity or to put it in place of another; that it is the holder's is not proved yet. */
export type NewLoginMethod =
  | { kind: 'EMAIL'; address: string; code: string; newPassword: string | null }
  | { kind: 'PHONE'; address: string; code: string }
  | { kind: LoginMethodKind; ticket: string; authorisationCode: string | null };

interface Asked {
  isChange: boolean;
  hasPassword: boolean;
}

type Field = keyof BindLoginMethodInput;

const mandatoryFields = (kind: LoginMethodKind, asksPassword: boolean, isChange: boolean): Field[] => {
  if (kind === 'PHONE') return ['phone', 'phoneCode'];
  if (kind !== 'EMAIL') return ['ticket'];
  const password: Field[] = isChange ? ['newPassword', 'newPasswordAgain'] : ['newPassword'];
  return ['email', 'emailCode', ...(asksPassword ? password : [])];
};

/** Reads what was given, or says all that is missing or wrong at once (TX-ACC-047). The kind is one that an identity is proved for. */
export const readNewLoginMethod = (input: BindLoginMethodInput, { isChange, hasPassword }: Asked, { registration, loginMethods }: AccountPolicy): Result<NewLoginMethod> => {
  const { kind, newPassword, newPasswordAgain } = input;
  // An address to sign in with is nothing without a password.
  const asksPassword = loginMethods.emailAsksPassword || !hasPassword;
  const refusals = mandatoryFields(kind, asksPassword, isChange)
    .filter((field) => !input[field])
    .map((field): Refusal => ({ code: 'FIELD_REQUIRED', path: [field] }));

  const email = input.email ? normaliseEmail(input.email) : null;
  if (kind === 'EMAIL' && input.email && !email) refusals.push({ code: 'EMAIL_INVALID', path: ['email'] });
  const phone = input.phone ? normalisePhone(input.phone, registration.countries[0]!) : null;
  if (kind === 'PHONE' && input.phone && !phone) refusals.push({ code: 'PHONE_INVALID', path: ['phone'] });
  if (kind === 'EMAIL' && newPassword) refusals.push(...whyNotRepeated(newPassword, newPasswordAgain, 'newPasswordAgain'));
  if (refusals.length > 0) return refuse(...refusals);

  if (kind === 'EMAIL') return ok({ kind, address: email!, code: normaliseCode(input.emailCode!), newPassword: newPassword || null });
  if (kind === 'PHONE') return ok({ kind, address: phone!, code: normaliseCode(input.phoneCode!) });
  return ok({ kind, ticket: input.ticket!, authorisationCode: input.authorisationCode ?? null });
};
