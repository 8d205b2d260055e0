import { formatDuration } from '../../shared/duration.ts';
import type { Refusal } from '../../shared/result.ts';
import type { Account } from '../accounts/account.entity.ts';
import type { ChangeUsernameInput } from '../schema.generated.ts';
import { isAtLeast } from './client-version.ts';
import type { UsernameChangePolicy } from './profile-policy.ts';

/** The operations after which a user name stays for a while (BD-ACC-046), by their events in the audit trail. */
export const sensitiveEvents = ['PASSWORD_CHANGED', 'PASSWORD_RESET', 'LOGIN_METHOD_BOUND', 'LOGIN_METHOD_CHANGED', 'LOGIN_METHOD_UNBOUND'];

interface Situation {
  account: Pick<Account, 'kind' | 'username' | 'usernameChangedAt' | 'traits'>;
  app: ChangeUsernameInput['app'];
  /** When the last sensitive operation was. */
  sensitiveAt: number | null;
  now: number;
}

/** Every reason for which the user name cannot be changed, each by the key of the policy that has it (BD-ACC-042 to BD-ACC-048); none when it can. */
export const whyUsernameStays = (rules: UsernameChangePolicy, { account, app, sensitiveAt, now }: Situation): Refusal[] => {
  const refusal = (key: keyof UsernameChangePolicy | 'app.name' | 'app.version', limit: string, retryAfter?: number): Refusal => ({
    code: 'USERNAME_NOT_CHANGEABLE',
    policy: `account.profile.usernameChange.${account.kind}.${key}`,
    limit,
    ...(retryAfter === undefined ? {} : { retryAfter }),
  });
  const refuseWithin = (key: 'every' | 'quietAfterSensitive', since: number | null): Refusal[] => {
    const length = rules[key];
    const wait = length === null || since === null ? 0 : since + length - now;
    return wait > 0 ? [refusal(key, formatDuration(length!), wait)] : [];
  };

  if (!rules.isOffered) return [refusal('isOffered', 'false')];
  const mark = rules.notWith.find((trait) => account.traits.includes(trait));
  const refusals = mark ? [refusal('notWith', mark)] : [];
  if (account.username === null) refusals.push({ code: 'USERNAME_NOT_SET' });
  if (rules.app && app?.name !== rules.app.name) refusals.push({ ...refusal('app.name', rules.app.name), path: ['app'] });
  else if (rules.app && !isAtLeast(app!.version, rules.app.version)) refusals.push({ ...refusal('app.version', rules.app.version), path: ['app', 'version'] });
  return [...refusals, ...refuseWithin('every', account.usernameChangedAt), ...refuseWithin('quietAfterSensitive', sensitiveAt)];
};
