import { missingAgreements } from '../../shared/agreements.ts';
import type { Refusal } from '../../shared/result.ts';
import type { Account } from '../accounts/account.entity.ts';
import type { AccountPolicy } from '../policy.ts';
import type { AccountKind, LoginMethodKind, SignInEntrance, SignInInput } from '../schema.generated.ts';
import type { SignInPolicy } from './sign-in-policy.ts';

/** Alike for an unknown name, a wrong password or code, and an account that cannot be signed in to. */
export const failed: Refusal = { code: 'SIGN_IN_FAILED' };

/** How somebody is about to sign in. */
type Way = Pick<SignInInput, 'accountKind' | 'channel' | 'method' | 'agreements'>;

export const kindToSignInTo = ({ accountKind }: Pick<Way, 'accountKind'>, { accountKinds }: SignInPolicy): AccountKind => accountKind ?? accountKinds[0]!.kind;

/** What is offered to the kind of account on the channel. */
const optionOf = (input: Way, policy: SignInPolicy): SignInPolicy['options'][number] | undefined => {
  const [accountKind, channel] = [kindToSignInTo(input, policy), input.channel ?? 'WEB'];
  return policy.options.find((option) => option.accountKind === accountKind && option.channel === channel);
};

/** The texts that signing in this way asks for. */
export const agreementsOf = (input: Way, policy: SignInPolicy): SignInPolicy['options'][number]['agreements'] => optionOf(input, policy)?.agreements ?? [];

/** Only what the policy offers to this kind of account on this channel (BD-ACC-026 to BD-ACC-030), with the texts accepted that it asks for there (BD-ACC-036, BD-ACC-037). */
export const whyNotOffered = (input: Way, policy: SignInPolicy): Refusal | null => {
  const methods = optionOf(input, policy)?.methods ?? [];
  if (!methods.includes(input.method ?? 'PASSWORD')) return { code: 'SIGN_IN_METHOD_NOT_OFFERED', path: ['method'], policy: 'account.signIn.options', limit: methods.join(', ') };
  const missing = missingAgreements(agreementsOf(input, policy), input.agreements ?? []);
  if (missing.length === 0) return null;
  return { code: 'AGREEMENT_NOT_ACCEPTED', path: ['agreements'], policy: 'account.signIn.options', limit: missing.map(({ id }) => id).join(', ') };
};

/** Accounts from elsewhere have an entrance of their own, or none at all (HW-ACC-070, HW-ACC-071). Told only once the first factor is proved. */
export const whyOtherEntrance = ({ origin, traits }: Pick<Account, 'origin' | 'traits'>, used: SignInEntrance, { entrances }: SignInPolicy): Refusal | null => {
  if (traits.includes('NEVER_BOUND')) return { code: 'USE_PASSPORT' };
  const demanded = origin === 'PARTNER' || origin === 'CORPORATE_SITE' ? entrances[origin] : 'MAIN';
  return used === demanded ? null : { code: 'WRONG_ENTRANCE', path: ['entrance'], policy: 'account.signIn.entrances', limit: demanded };
};

/**
 * With so many accounts what was given is compared for every name of its kind, so that the time does not tell how many accounts a phone has, or whether it has any.
 * Accounts beyond that (a phone may be allowed more than the policy's number) are signed in to by another of their names, or by SMS.
 */
export const comparisonsOf = (kind: LoginMethodKind, { signIn, registration }: AccountPolicy): number =>
  kind === 'PHONE' && signIn.sharedPhone === 'CHOOSE' ? Math.max(1, ...registration.accountsPerPhone.map(({ most }) => most)) : 1;
