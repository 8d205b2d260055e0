import { missingAgreements } from '../../shared/agreements.ts';
import { normaliseCode } from '../../shared/codes.ts';
import { ok, refuse, type Refusal, type Result } from '../../shared/result.ts';
import { normaliseNickname, whyNicknameRefused } from '../accounts/nickname.ts';
import { countryOfPhone, normalisePhone } from '../../shared/phone-number.ts';
import { normaliseEmail } from '../../shared/email-address.ts';
import { normaliseUsername, writeUsername } from '../login-methods/username.ts';
import { whyNotRepeated, whyPasswordRefused } from '../password/password-rules.ts';
import type { AccountPolicy } from '../policy.ts';
import type { ConsentInput, RegisterAccountInput } from '../schema.generated.ts';
import type { RegistrationPolicy } from './registration-policy.ts';

type Way = RegistrationPolicy['ways'][number];

/** An address that the caller says is theirs, with the code that is to prove it. */
export interface Claim {
  to: string;
  code: string;
  path: ['emailCode' | 'phoneCode'];
}

/** A registration whose every field can be used; that addresses and identities are the caller's is not proved yet. */
export interface Registration {
  way: Way;
  email: string | null;
  phone: string | null;
  /** As the holder writes it, and the one form in which it is found. */
  username: { written: string; subject: string } | null;
  /** Of a third-party identity: what proves it. */
  scan: { ticket: string; authorisationCode: string | null } | null;
  password: string | null;
  claims: Claim[];
  country: string;
  /** Null: to be made from the account number. */
  nickname: string | null;
}

const ways = 'account.registration.ways';
const isMissing = (given: string | null | undefined): given is null | undefined | '' => given === null || given === undefined || given.trim() === '';

/** The texts that have to be agreed to and were not (BD-ACC-016, HW-ACC-017). */
export const whyNotAgreed = ({ agreements }: RegistrationPolicy, consents: readonly ConsentInput[]): Refusal[] => {
  const missing = missingAgreements(agreements, consents);
  if (missing.length === 0) return [];
  return [{ code: 'AGREEMENT_NOT_ACCEPTED', path: ['agreements'], policy: 'account.registration.agreements', limit: missing.map(({ id, version }) => `${id} ${version}`).join(', ') }];
};

export const whyCountryNotServed = ({ countries }: RegistrationPolicy, country: string): Refusal[] =>
  countries.includes(country) ? [] : [{ code: 'COUNTRY_NOT_SERVED', path: ['country'], policy: 'account.registration.countries', limit: countries.join(', ') }];

/** A nickname in the form in which it is kept, or why it cannot be; null for none. */
export const readNickname = (given: string | null | undefined, rules: RegistrationPolicy['nickname']): { nickname: string | null; refusals: Refusal[] } => {
  if (given === null || given === undefined) return { nickname: null, refusals: [] };
  const nickname = normaliseNickname(given);
  const refusal = whyNicknameRefused(nickname, rules);
  return { nickname, refusals: refusal ? [{ ...refusal, path: ['nickname'] }] : [] };
};

/** Reads a registration, or gives all that is wrong with it at once, each with its field (BD-ACC-012, HW-ACC-017). Nothing here depends on what is stored. */
export const readRegistration = (input: RegisterAccountInput, policy: AccountPolicy, { isKnownPassword }: { isKnownPassword: boolean }): Result<Registration> => {
  const { registration: rules } = policy;
  const refusals: Refusal[] = [];
  const kind = input.kind ?? rules.ways[0]!.kind;
  const way = rules.ways.find((offered) => offered.kind === kind);
  if (!way) return refuse({ code: 'REGISTRATION_KIND_NOT_OFFERED', path: ['kind'], policy: ways, limit: rules.ways.map((offered) => offered.kind).join(', ') });

  /** The field as it can be used, or null and a refusal: when it is missing although it is needed, or cannot be read. */
  const read = <Value>(field: keyof RegisterAccountInput, isNeeded: boolean, unreadable: Refusal['code'], toValue: (given: string) => Value | null): Value | null => {
    const given = input[field] as string | null | undefined;
    if (isMissing(given)) {
      if (isNeeded) refusals.push({ code: 'FIELD_REQUIRED', path: [field], policy: ways, limit: [kind, ...way.asks].join(', ') });
      return null;
    }
    const value = toValue(given);
    if (value === null) refusals.push({ code: unreadable, path: [field] });
    return value;
  };
  const claim = (to: string | null, field: 'emailCode' | 'phoneCode', isNeeded: boolean): Claim[] => {
    const code = read(field, isNeeded, 'CODE_WRONG', normaliseCode);
    return to && code !== null ? [{ to, code, path: [field] }] : [];
  };

  const isEmail = kind === 'EMAIL';
  const email = isEmail ? read('email', true, 'EMAIL_INVALID', normaliseEmail) : null;
  const emailClaim = claim(email, 'emailCode', isEmail);

  const username =
    kind === 'USERNAME'
      ? read('username', true, 'USERNAME_INVALID', (given) => {
          const subject = normaliseUsername(given);
          return subject === null ? null : { written: writeUsername(given), subject };
        })
      : null;

  const isThirdParty = !['EMAIL', 'PHONE', 'USERNAME'].includes(kind);
  const ticket = isThirdParty ? read('ticket', true, 'SCAN_NOT_FOUND', (given) => given) : null;

  const asksPhone = kind === 'PHONE' || way.asks.includes('PHONE');
  const phone = read('phone', asksPhone, 'PHONE_INVALID', (given) => normalisePhone(given, rules.countries[0]!));
  // HW-ACC-018
  if (phone && way.phoneCountries.length > 0 && !way.phoneCountries.includes(countryOfPhone(phone) ?? '')) {
    refusals.push({ code: 'MAINLAND_PHONE_REQUIRED', path: ['phone'], policy: ways, limit: way.phoneCountries.join(', ') });
  }
  const phoneClaim = claim(phone, 'phoneCode', asksPhone || phone !== null);

  const asksPassword = way.asks.includes('PASSWORD');
  // One that is not asked for is taken where it can be signed in with.
  const takesPassword = asksPassword || policy.signIn.accountKinds.some(({ kind: opened, signInNames }) => opened === way.opens && signInNames.includes(kind));
  const password = takesPassword ? read('password', asksPassword, 'PASSWORD_TOO_SHORT', (given) => given) : null;
  if (password !== null) refusals.push(...whyPasswordRefused(password, policy.password, ['password'], { isKnown: isKnownPassword, names: [email, username?.written, input.nickname] }));
  const again = takesPassword ? read('passwordAgain', way.asks.includes('PASSWORD_AGAIN'), 'PASSWORDS_DIFFER', (given) => given) : null;
  if (password !== null) refusals.push(...whyNotRepeated(password, again, 'passwordAgain'));

  refusals.push(...whyNotAgreed(rules, input.agreements));
  const country = input.country?.trim().toUpperCase() ?? rules.countries[0]!;
  refusals.push(...whyCountryNotServed(rules, country));
  const { nickname, refusals: whyNotNamed } = readNickname(input.nickname, rules.nickname);
  refusals.push(...whyNotNamed);

  if (refusals.length > 0) return refuse(...refusals);
  const scan = ticket === null ? null : { ticket, authorisationCode: input.authorisationCode ?? null };
  return ok({ way, email, phone, username, scan, password, claims: [...emailClaim, ...phoneClaim], country, nickname });
};
