import { missingAgreements } from '../../shared/agreements.ts';
import { ok, refuse, type Refusal, type Result } from '../../shared/result.ts';
import { normaliseNickname, whyNicknameRefused } from '../accounts/nickname.ts';
import { normalisePhone } from '../contacts/phone-number.ts';
import { normaliseEmail } from '../login-methods/email-address.ts';
import { whyPasswordRefused } from '../password/password-rules.ts';
import type { AccountPolicy } from '../policy.ts';
import type { LoginMethodKind, RegisterAccountInput } from '../schema.generated.ts';

/** A registration whose every field can be used; that the addresses are the caller's is not proved yet. */
export interface Registration {
  kind: LoginMethodKind;
  email: string;
  phone: string | null;
  country: string;
  /** Null: to be made from the account number. */
  nickname: string | null;
}

/** Reads a registration, or gives all that is wrong with it at once. Nothing here depends on what is stored. */
export const readRegistration = (input: RegisterAccountInput, policy: AccountPolicy): Result<Registration> => {
  const { registration: rules } = policy;
  const refusals: Refusal[] = [];
  const { kind = 'EMAIL' } = input;
  if (!rules.kinds.includes(kind)) refusals.push({ code: 'REGISTRATION_KIND_NOT_OFFERED', path: ['kind'], policy: 'account.registration.kinds', limit: rules.kinds.join(', ') });

  const email = normaliseEmail(input.email);
  if (!email) refusals.push({ code: 'EMAIL_INVALID', path: ['email'] });

  const phone = input.phone ? normalisePhone(input.phone, rules.countries[0]!) : null;
  if (input.phone && !phone) refusals.push({ code: 'PHONE_INVALID', path: ['phone'] });
  if (!input.phone && rules.phoneRequired) refusals.push({ code: 'PHONE_INVALID', path: ['phone'], policy: 'account.registration.phoneRequired', limit: 'true' });

  refusals.push(...whyPasswordRefused(input.password, policy.password, ['password']));

  const missing = missingAgreements(rules.agreements, input.agreements);
  if (missing.length > 0) {
    const limit = missing.map(({ id, version }) => `${id} ${version}`).join(', ');
    refusals.push({ code: 'AGREEMENT_NOT_ACCEPTED', path: ['agreements'], policy: 'account.registration.agreements', limit });
  }

  const country = input.country?.trim().toUpperCase() ?? rules.countries[0]!;
  if (!rules.countries.includes(country)) refusals.push({ code: 'COUNTRY_NOT_SERVED', path: ['country'], policy: 'account.registration.countries', limit: rules.countries.join(', ') });

  const nickname = input.nickname === undefined || input.nickname === null ? null : normaliseNickname(input.nickname);
  const whyNotNamed = nickname === null ? null : whyNicknameRefused(nickname, rules.nickname);
  if (whyNotNamed) refusals.push({ ...whyNotNamed, path: ['nickname'] });

  return refusals.length === 0 && email ? ok({ kind, email, phone, country, nickname }) : refuse(...refusals);
};
