import type { Transaction } from '../../../shared/store/open-store.ts';
import { maySignIn } from '../../accounts/account-states.ts';
import { findAccount } from '../../accounts/account-store.ts';
import type { Account } from '../../accounts/account.entity.ts';
import { findContacts } from '../../contacts/contact-store.ts';
import type { Deps } from '../../deps.ts';
import { findByIdentityIndex, findLoginMethod } from '../../login-methods/login-method-store.ts';
import type { LoginMethodKind } from '../../schema.generated.ts';

interface Sought {
  kind: LoginMethodKind;
  identityIndex: string;
  /** With a user name: the phone that was typed. */
  phone: string | null;
}

/** The phone that the account is known by: the one that signs in to it, or else its contact. */
const findBoundPhone = async ({ vault }: Pick<Deps, 'vault'>, manager: Transaction, accountId: string): Promise<string | null> => {
  const method = await findLoginMethod(manager, accountId, 'PHONE');
  return method ? vault.open(method.sealedIdentity) : (await findContacts(manager, vault, accountId)).phone;
};

/** The accounts of this site that have this name and may be signed in to; with a user name only if the phone is theirs (BD-ACC-052). All others are as good as unknown. */
export const findResettable = async (deps: Pick<Deps, 'vault' | 'policy'>, manager: Transaction, { kind, identityIndex, phone }: Sought): Promise<Account[]> => {
  const methods = await findByIdentityIndex(manager, kind, identityIndex);
  const accounts = await Promise.all(
    methods.map(async ({ accountId }) => {
      const account = await findAccount(manager, accountId);
      if (!account || account.site !== deps.policy.site || !maySignIn(account.status)) return null;
      return kind === 'USERNAME' && phone !== (await findBoundPhone(deps, manager, accountId)) ? null : account;
    }),
  );
  return accounts.filter((account) => account !== null);
};
