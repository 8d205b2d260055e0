import type { Refusal } from '../../shared/result.ts';
import { siteOfCountry } from '../accounts/site-of-country.ts';
import type { Account } from '../accounts/account.entity.ts';
import { countryOfPhone } from '../../shared/phone-number.ts';
import type { AccountPolicy } from '../policy.ts';
import { whyCountryNotServed, whyNotAgreed } from '../registration/registration-rules.ts';
import type { AccountKind, ActivateAccountInput } from '../schema.generated.ts';

/** Whether accounts of this kind are activated before they are used (BD-ACC-020, HW-ACC-002). */
export const needsActivation = ({ signIn }: AccountPolicy, kind: AccountKind): boolean => signIn.accountKinds.some((offered) => offered.kind === kind && offered.needsActivation);

/** The status of an account that comes from elsewhere: those of the time when registration and activation were two steps still have the second before them (BD-ACC-018, BD-ACC-019). */
export const statusOnArrival = (policy: AccountPolicy, { kind, origin, registeredAt }: Pick<Account, 'kind' | 'origin' | 'registeredAt'>): 'ACTIVE' | 'PENDING_ACTIVATION' => {
  const { mergedSince } = policy.activation;
  const isOfOlderTime = mergedSince !== null && (origin === 'MARKETING' || (origin === 'OLDER_SYSTEM' && registeredAt < mergedSince));
  return needsActivation(policy, kind) || isOfOlderTime ? 'PENDING_ACTIVATION' : 'ACTIVE';
};

/** Why an account may not be activated, all reasons at once, as far as they do not depend on other accounts (BD-ACC-021, HW-ACC-008, HW-ACC-010, HW-ACC-013). */
export const whyNotActivated = ({ agreements, site }: ActivateAccountInput, { country }: Pick<Account, 'country'>, phone: string | null, policy: AccountPolicy): Refusal[] => {
  const opened = site ?? policy.site;
  const { phoneOfCountry } = policy.activation;
  return [
    ...whyNotAgreed(policy.registration, agreements),
    // Country and phone are those of the account: nothing in the input could be put right.
    ...whyCountryNotServed(policy.registration, country).map(({ path: _path, ...refusal }) => refusal),
    ...(opened === policy.site && opened === siteOfCountry(country) ? [] : [{ code: 'SITE_MISMATCH' as const, path: ['site'], policy: 'account.site', limit: policy.site }]),
    ...(phone && phoneOfCountry.includes(country) && countryOfPhone(phone) !== country ? [{ code: 'MAINLAND_PHONE_REQUIRED' as const, policy: 'account.activation.phoneOfCountry', limit: country }] : []),
  ];
};
