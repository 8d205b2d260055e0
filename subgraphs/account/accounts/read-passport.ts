import type { Deps } from '../deps.ts';
import { labelOf } from '../login-methods/login-method-label.ts';
import { findLoginMethods } from '../login-methods/login-method-store.ts';
import type { Passport } from '../schema.generated.ts';
import { findTenant } from '../tenants/tenant-store.ts';
import type { Account } from './account.entity.ts';

/** The passport's own section (HW-ACC-073): a session is made with the account itself, so that its kind tells whether it has one. */
export const readPassport = async ({ store, vault }: Pick<Deps, 'store' | 'vault'>, { id, kind, origin, username, country, registeredAt }: Account): Promise<Passport | null> => {
  if (kind !== 'PASSPORT') return null;
  // There is always one, and the one that it was made with comes first.
  const [method] = await findLoginMethods(store.read, id);
  const activatedAt = (await findTenant(store.read, id))?.activatedAt ?? null;
  return { origin, name: username ?? labelOf(vault.open, method!), country, registeredAt, activatedAt };
};
