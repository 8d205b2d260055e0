import type { Language } from '../../shared/messages/language.ts';
import type { Account } from '../accounts/account.entity.ts';
import type { Deps } from '../deps.ts';
import { findPassword } from '../password/password-store.ts';
import type { LoginMethodAction, LoginMethodKind } from '../schema.generated.ts';
import { allowedActions } from './login-method-rules.ts';
import { findLoginMethods } from './login-method-store.ts';
import { describe } from './login-method-texts.ts';
import type { LoginMethod } from './login-method.entity.ts';

interface LoginMethodOption {
  kind: LoginMethodKind;
  description: string;
  method: LoginMethod | null;
  allowedActions: LoginMethodAction[];
}

/** Every kind that is offered to accounts like this one, bound or not (TX-ACC-062, TX-ACC-063). */
export const loginMethodOptions = async ({ store, vault, policy }: Deps, { id, kind: accountKind }: Account, language: Language): Promise<LoginMethodOption[]> => {
  const methods = await findLoginMethods(store.read, id);
  const hasPassword = (await findPassword(store.read, vault, id)) !== null;
  return policy.loginMethods.kinds[accountKind].map((kind) => ({
    kind,
    description: describe(kind, language),
    method: methods.find((method) => method.kind === kind) ?? null,
    allowedActions: allowedActions(kind, { accountKind, methods }, hasPassword, policy),
  }));
};
