import type { Viewer } from '../../shared/caller.ts';
import { partUnavailable } from '../../shared/request-errors.ts';
import type { Refusal } from '../../shared/result.ts';
import type { Deps } from '../deps.ts';
import type { AccountKind, LoginMethodKind } from '../schema.generated.ts';

const notProved: Refusal = { code: 'SECURITY_PHONE_NOT_PROVED', path: ['kind'], policy: 'security.contacts.presentPhoneProves', limit: 'true' };

/** Why this phone may not go, or come in the place of another, yet: where it is the security phone too, the present one may have to be proved (BD-SEC-034). PART_UNAVAILABLE is thrown while security does not answer. */
export const whyPhoneKept = async ({ security, log, policy }: Pick<Deps, 'security' | 'log' | 'policy'>, viewer: Viewer, kind: LoginMethodKind, accountKind: AccountKind): Promise<Refusal | null> => {
  if (kind !== 'PHONE' || !policy.loginMethods.securityContactsFollow.includes(accountKind)) return null;
  const isProved = await security.isPhoneProved(viewer).catch((error: unknown) => {
    log.warn({ reason: String(error), cause: String((error as Error).cause ?? '') }, 'security did not say whether the phone was proved');
    throw partUnavailable('Whether the present phone was proved cannot be told at the moment. Try again.');
  });
  return isProved ? null : notProved;
};
