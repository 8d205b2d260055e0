import type { Refusal } from '../../shared/result.ts';
import { passwordKinds } from '../password/password-names.ts';
import type { AccountPolicy } from '../policy.ts';
import type { AccountKind, LoginMethodAction, LoginMethodKind } from '../schema.generated.ts';
import type { LoginMethod } from './login-method.entity.ts';

/** An account as far as its login methods go. */
export interface Standing {
  accountKind: AccountKind;
  /** All that are bound. */
  methods: readonly LoginMethod[];
}

type Policy = Pick<AccountPolicy, 'loginMethods' | 'signIn'>;

const isOffered = (kind: LoginMethodKind, accountKind: AccountKind, { loginMethods }: Policy): boolean => loginMethods.kinds[accountKind].includes(kind);

/** A user name is chosen and changed by itself, not proved as an identity. */
const isProved = (kind: LoginMethodKind): boolean => kind !== 'USERNAME';

export const notOffered = (accountKind: AccountKind, { loginMethods }: Policy): Refusal => ({
  code: 'LOGIN_METHOD_NOT_OFFERED',
  path: ['kind'],
  policy: `account.loginMethods.kinds.${accountKind}`,
  limit: loginMethods.kinds[accountKind].filter(isProved).join(', '),
});

export const notBound: Refusal = { code: 'LOGIN_METHOD_NOT_BOUND', path: ['kind'] };

/** TX-ACC-077: what is left alone can be neither removed nor, where the policy says so, replaced. */
const last: Refusal = { code: 'LAST_LOGIN_METHOD', path: ['kind'] };

export const whyNotBound = (kind: LoginMethodKind, { accountKind, methods }: Standing, policy: Policy): Refusal | null => {
  if (!isProved(kind) || !isOffered(kind, accountKind, policy)) return notOffered(accountKind, policy);
  return methods.some((method) => method.kind === kind) ? { code: 'LOGIN_METHOD_ALREADY_BOUND', path: ['kind'] } : null;
};

export const whyNotChanged = (kind: LoginMethodKind, { accountKind, methods }: Standing, policy: Policy): Refusal | null => {
  if (!isProved(kind) || !isOffered(kind, accountKind, policy)) return notOffered(accountKind, policy);
  if (!methods.some((method) => method.kind === kind)) return notBound;
  return methods.length === 1 && !policy.loginMethods.mayReplaceLast ? { ...last, policy: 'account.loginMethods.mayReplaceLast', limit: 'false' } : null;
};

/** Why a login method can in no case be removed as things stand; of the registration method there are conditions besides (TX-ACC-082). */
export const whyNotUnbound = (kind: LoginMethodKind, { methods }: Standing, { loginMethods }: Policy): Refusal | null => {
  const method = methods.find((bound) => bound.kind === kind);
  if (!method) return notBound;
  if (loginMethods.onlyReplaceable.includes(kind)) {
    return { code: 'LOGIN_METHOD_NOT_UNBINDABLE', path: ['kind'], policy: 'account.loginMethods.onlyReplaceable', limit: loginMethods.onlyReplaceable.join(', ') };
  }
  if (method.isRegistrationMethod && !loginMethods.mayUnbindRegistration) {
    return { code: 'LOGIN_METHOD_NOT_UNBINDABLE', path: ['kind'], policy: 'account.loginMethods.mayUnbindRegistration', limit: 'false' };
  }
  return methods.length === 1 ? last : null;
};

/** What the holder can do about a kind now (TX-ACC-063): exactly what would not be refused outright. */
export const allowedActions = (kind: LoginMethodKind, standing: Standing, hasPassword: boolean, policy: Policy): LoginMethodAction[] => {
  const isBound = standing.methods.some((method) => method.kind === kind);
  const may: Record<LoginMethodAction, boolean> = {
    BIND: !whyNotBound(kind, standing, policy),
    CHANGE: !whyNotChanged(kind, standing, policy),
    UNBIND: !whyNotUnbound(kind, standing, policy),
    CHANGE_PASSWORD: isBound && hasPassword && passwordKinds(policy.signIn, standing.accountKind).includes(kind),
  };
  return (Object.keys(may) as LoginMethodAction[]).filter((action) => may[action]);
};
