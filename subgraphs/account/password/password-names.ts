import type { Transaction } from '../../shared/store/open-store.ts';
import type { Account } from '../accounts/account.entity.ts';
import { findContacts } from '../contacts/contact-store.ts';
import type { Deps } from '../deps.ts';
import { findLoginMethods } from '../login-methods/login-method-store.ts';
import type { LoginMethod } from '../login-methods/login-method.entity.ts';
import type { AccountKind, LoginMethodKind } from '../schema.generated.ts';
import type { SignInPolicy } from '../sign-in/sign-in-policy.ts';

/** The kinds of login method that a password of such an account belongs to; those of third parties have passwords of their own, which are not known here (TX-ACC-050). */
export const passwordKinds = ({ accountKinds }: SignInPolicy, accountKind: AccountKind): LoginMethodKind[] =>
  accountKinds.find(({ kind }) => kind === accountKind)?.signInNames ?? [];

/** The login methods of the account that its password belongs to; none when it has no use for one (TX-ACC-051). */
export const findPasswordMethods = async ({ policy }: Pick<Deps, 'policy'>, manager: Transaction, { id, kind }: Pick<Account, 'id' | 'kind'>): Promise<LoginMethod[]> => {
  const kinds = passwordKinds(policy.signIn, kind);
  return (await findLoginMethods(manager, id)).filter((method) => kinds.includes(method.kind));
};

/** What the account is called by, none of which may be its password. */
export const findOwnNames = async (deps: Pick<Deps, 'policy' | 'vault'>, manager: Transaction, account: Pick<Account, 'id' | 'kind' | 'nickname' | 'username'>): Promise<(string | null)[]> => {
  const methods = await findPasswordMethods(deps, manager, account);
  const { email } = await findContacts(manager, deps.vault, account.id);
  return [account.nickname, account.username, email, ...methods.map(({ sealedIdentity }) => deps.vault.open(sealedIdentity))];
};
