import type { Refusal } from '../../shared/result.ts';
import { nameFault } from '../accounts/nickname.ts';
import { siteOfCountry } from '../accounts/site-of-country.ts';
import type { Account } from '../accounts/account.entity.ts';
import { countryOfPhone } from '../contacts/phone-number.ts';
import type { AccountPolicy } from '../policy.ts';
import { readNickname, whyCountryNotServed, whyNotAgreed } from '../registration/registration-rules.ts';
import type { AccountKind, ActivateAccountInput } from '../schema.generated.ts';

/** Whether accounts of this kind are activated before they are used (BD-ACC-020, HW-ACC-002). */
export const needsActivation = ({ signIn }: AccountPolicy, kind: AccountKind): boolean => signIn.accountKinds.some((offered) => offered.kind === kind && offered.needsActivation);

/** The status of an account that comes from elsewhere: those of the time when registration and activation were two steps still have the second before them (BD-ACC-018, BD-ACC-019). */
export const statusOnArrival = (policy: AccountPolicy, { kind, origin, registeredAt }: Pick<Account, 'kind' | 'origin' | 'registeredAt'>): 'ACTIVE' | 'PENDING_ACTIVATION' => {
  const { mergedSince } = policy.activation;
  const isOfOlderTime = mergedSince !== null && (origin === 'MARKETING' || (origin === 'OLDER_SYSTEM' && registeredAt < mergedSince));
  return needsActivation(policy, kind) || isOfOlderTime ? 'PENDING_ACTIVATION' : 'ACTIVE';
};

/** What the holder says of the account while activating it (BD-ACC-022). */
export interface Basics {
  nickname: string | null;
  industry: string | null;
  tenantName: string | null;
}

/** Reads the basics, or gives all that is wrong with them. */
export const readBasics = (input: ActivateAccountInput, { registration, profile, activation }: AccountPolicy): { basics: Basics; refusals: Refusal[] } => {
  const { nickname, refusals } = readNickname(input.nickname, registration.nickname);
  const industry = input.industry ?? null;
  if (industry !== null && !profile.industries.includes(industry)) {
    refusals.push({ code: 'INDUSTRY_UNKNOWN', path: ['industry'], policy: 'account.profile.industries', limit: profile.industries.join(', ') });
  }
  const tenantName = input.tenantName?.trim().normalize('NFC') ?? null;
  const { maxLength } = activation.tenantName;
  const fault = tenantName === null ? null : nameFault(tenantName, 1, maxLength);
  if (fault) refusals.push({ code: 'NAME_INVALID', path: ['tenantName'], ...(fault === 'TOO_LONG' ? { policy: 'account.activation.tenantName.maxLength', limit: maxLength } : {}) });
  return { basics: { nickname, industry, tenantName }, refusals };
};

/** Why an account may not be activated, all reasons at once, as far as they do not depend on other accounts (BD-ACC-021, HW-ACC-008, HW-ACC-010, HW-ACC-013). */
export const whyNotActivated = (input: ActivateAccountInput, { country }: Pick<Account, 'country'>, phone: string | null, policy: AccountPolicy): Refusal[] => {
  const refusals = [...whyNotAgreed(policy.registration, input.agreements), ...whyCountryNotServed(policy.registration, country)];
  const site = input.site ?? policy.site;
  if (site !== policy.site || site !== siteOfCountry(country)) refusals.push({ code: 'SITE_MISMATCH', path: ['site'], policy: 'account.site', limit: policy.site });
  if (phone && policy.activation.phoneOfCountry.includes(country) && countryOfPhone(phone) !== country) {
    refusals.push({ code: 'MAINLAND_PHONE_REQUIRED', policy: 'account.activation.phoneOfCountry', limit: country });
  }
  // The country and the phone are those of the account; nothing in the input could be put right.
  return refusals.map(({ path, ...refusal }) => (path?.[0] === 'country' ? refusal : { ...refusal, ...(path ? { path } : {}) }));
};
