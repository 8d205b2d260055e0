import { missingAgreements } from '../../shared/agreements.ts';
import { ok, refuse, type Refusal, type Result } from '../../shared/result.ts';
import { normaliseNickname, whyNicknameRefused } from '../accounts/nickname.ts';
import { normalisePhone } from '../contacts/phone-number.ts';
import { normaliseEmail } from '../login-methods/email-address.ts';
import { whyPasswordRefused } from '../password/password-rules.ts';
import type { AccountPolicy } from '../policy.ts';
import type { RegisterAccountInput } from '../schema.generated.ts';
import type { RegistrationPolicy } from './registration-policy.ts';

/** A registration whose every field can be used; that the addresses are the caller's is not proved yet. */
export interface Registration {
  way: RegistrationPolicy['ways'][number];
  email: string | null;
  phone: string | null;
  country: string;
  /** Null: to be made from the account number. */
  nickname: string | null;
}

/** Reads a registration, or gives all that is wrong with it at once. Nothing here depends on what is stored. */
export const readRegistration = (input: RegisterAccountInput, policy: AccountPolicy, { isKnownPassword }: { isKnownPassword: boolean }): Result<Registration> => {
  const { registration: rules } = policy;
  const refusals: Refusal[] = [];
  const kind = input.kind ?? rules.ways[0]!.kind;
  const way = rules.ways.find((offered) => offered.kind === kind);
  if (!way) return refuse({ code: 'REGISTRATION_KIND_NOT_OFFERED', path: ['kind'], policy: 'account.registration.ways', limit: rules.ways.map((offered) => offered.kind).join(', ') });

  const email = kind === 'EMAIL' && input.email ? normaliseEmail(input.email) : null;
  if (kind === 'EMAIL' && !email) refusals.push({ code: 'EMAIL_INVALID', path: ['email'] });

  const asksPhone = kind === 'PHONE' || way.asks.includes('PHONE');
  const phone = input.phone ? normalisePhone(input.phone, rules.countries[0]!) : null;
  if (input.phone && !phone) refusals.push({ code: 'PHONE_INVALID', path: ['phone'] });
  if (!input.phone && asksPhone) refusals.push({ code: 'PHONE_INVALID', path: ['phone'], policy: 'account.registration.ways', limit: 'PHONE' });

  if (way.asks.includes('PASSWORD')) refusals.push(...whyPasswordRefused(input.password ?? '', policy.password, ['password'], { isKnown: isKnownPassword, names: [email, input.nickname] }));

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

  return refusals.length === 0 ? ok({ way, email, phone, country, nickname }) : refuse(...refusals);
};
