import { z } from 'zod';
import { duration, limit, listOf } from '../../shared/policy/policy-values.ts';

export const loginMethodKinds = ['EMAIL', 'PHONE', 'USERNAME', 'WECHAT', 'QQ', 'WECHAT_OFFICIAL', 'WECOM', 'WEIBO'] as const;

export const loginMethodPolicy = z.strictObject({
  /** What can be bound to which kind of account, in the order in which it is listed. */
  kinds: z.strictObject({ CLOUD: listOf(loginMethodKinds), PASSPORT: listOf(loginMethodKinds) }),
  /** How many accounts one identity may be a login method of. */
  mostAccounts: z.record(z.enum(loginMethodKinds), limit(1, 1000)),
  /** Kinds whose identity, once it has registered an account, can be bound to no other. */
  exclusiveOnceRegistered: listOf(loginMethodKinds),
  /** Kinds of which an unknown identity can be linked to the account that is then signed in to; others are bound from the account alone. */
  linkable: listOf(loginMethodKinds),
  /** Whether an e-mail address is bound, or changed, only together with a new password. */
  emailAsksPassword: z.boolean(),
  /** Kinds that can be replaced, but not removed. */
  onlyReplaceable: listOf(loginMethodKinds),
  /** Whether the only login method of an account can be replaced. */
  mayReplaceLast: z.boolean(),
  /** Whether the registration method can be unbound, on its conditions. */
  mayUnbindRegistration: z.boolean(),
  /** Kinds of account whose security phone and e-mail are always those that sign in: there is no copy of its own to change. */
  securityContactsFollow: listOf(['CLOUD', 'PASSPORT']),
  /** How long the report on those conditions can be confirmed. */
  unbindReportLifetime: duration('PT1M', 'PT1H'),
});

export type LoginMethodPolicy = z.infer<typeof loginMethodPolicy>;
