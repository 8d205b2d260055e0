import type { Transaction } from '../../shared/store/open-store.ts';
import type { Account } from '../accounts/account.entity.ts';
import { freePhonePlaces } from '../accounts/phone-places.ts';
import type { Deps } from '../deps.ts';
import { endResetLinks } from '../password/reset/reset-link-store.ts';
import { deleteLoginMethod } from './login-method-store.ts';
import type { LoginMethod } from './login-method.entity.ts';

/** Takes an identity off an account: it signs in and resets no password any more, and it and what it had of a limit are free for another account. */
export const releaseLoginMethod = async ({ vault, policy }: Deps, transaction: Transaction, { id: accountId, kind }: Account, method: LoginMethod): Promise<void> => {
  await deleteLoginMethod(transaction, method);
  await endResetLinks(transaction, [method.identityIndex]);
  if (method.kind !== 'PHONE') return;
  const phone = vault.open(method.sealedIdentity);
  // TX-ACC-008: who changes to another number gives the place of the old one free, also where it has registered the account.
  await freePhonePlaces(transaction, vault, policy.registration.accountsPerPhone, { phone, accountId }, [`REGISTER_${kind}`, `BIND_${kind}`]);
};
