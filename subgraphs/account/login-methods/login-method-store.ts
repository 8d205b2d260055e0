import type { EntityManager } from 'typeorm';
import { newId } from '../../shared/ids.ts';
import { freePlace, takePlace } from '../../shared/quota.ts';
import { isDuplicate } from '../../shared/store/open-store.ts';
import type { Vault } from '../../shared/vault.ts';
import type { LoginMethodKind } from '../schema.generated.ts';
import { readRow, readRows } from '../../shared/store/read-rows.ts';
import { identityIndex, type Identity } from './identity.ts';
import type { LoginMethodPolicy } from './login-method-policy.ts';
import { loginMethodEntity, type LoginMethod } from './login-method.entity.ts';

interface NewLoginMethod {
  accountId: string;
  identity: Identity;
  /** The name that people know a third-party identity by. */
  name?: string | null;
  isRegistrationMethod: boolean;
  boundAt: number;
}

const boundPlace = (index: string, accountId: string) => ({ scope: 'login', subject: index, holder: accountId });
const registeredPlace = (index: string, accountId: string) => ({ scope: 'registered', subject: index, holder: accountId });

/**
 * Binds an identity to an account. Refused, however many ask at once, when it is bound to as many accounts as the policy allows (TX-ACC-065 to TX-ACC-067),
 * has registered an account already and is to register another (TX-ACC-002 to TX-ACC-006) or is of a kind that then belongs to that account alone (TX-ACC-068),
 * or when the account has one of its kind. The caller rolls back.
 */
export const insertLoginMethod = async (
  transaction: EntityManager,
  vault: Vault,
  policy: LoginMethodPolicy,
  { accountId, identity, name = null, isRegistrationMethod, boundAt }: NewLoginMethod,
): Promise<'BOUND' | 'IDENTITY_TAKEN' | 'BIND_QUOTA_REACHED' | 'LOGIN_METHOD_ALREADY_BOUND'> => {
  const { kind, subject } = identity;
  const index = identityIndex(vault, identity);
  const most = policy.mostAccounts[kind];
  // The place of the one account that it has registered: another that registers, or binds an exclusive identity, finds it taken. Phones have limits of their own.
  const isOnce = kind !== 'PHONE' && (isRegistrationMethod || policy.exclusiveOnceRegistered.includes(kind));
  if (isOnce && !(await takePlace(transaction, registeredPlace(index, accountId), 1))) return 'IDENTITY_TAKEN';
  if (!(await takePlace(transaction, boundPlace(index, accountId), most))) return most === 1 ? 'IDENTITY_TAKEN' : 'BIND_QUOTA_REACHED';
  try {
    await transaction.insert(loginMethodEntity, {
      id: newId('login'),
      accountId,
      kind,
      identityIndex: index,
      sealedIdentity: vault.seal(subject),
      sealedName: name && vault.seal(name),
      isRegistrationMethod,
      boundAt,
    });
    return 'BOUND';
  } catch (error) {
    if (isDuplicate(error)) return 'LOGIN_METHOD_ALREADY_BOUND';
    throw error;
  }
};

/** Removes a login method and gives its identity free; false when another request did so first. */
export const deleteLoginMethod = async (transaction: EntityManager, { id, accountId, identityIndex: index }: LoginMethod): Promise<boolean> => {
  const { affected } = await transaction.delete(loginMethodEntity, { id });
  if (affected !== 1) return false;
  await freePlace(transaction, boundPlace(index, accountId));
  await freePlace(transaction, registeredPlace(index, accountId));
  return true;
};

export const findByIdentityIndex = (manager: EntityManager, kind: LoginMethodKind, index: string): Promise<LoginMethod[]> =>
  manager.find(loginMethodEntity, { where: { kind, identityIndex: index }, order: { boundAt: 'ASC', id: 'ASC' } });

export const isIdentityKnown = (manager: EntityManager, vault: Vault, identity: Identity): Promise<boolean> =>
  manager.existsBy(loginMethodEntity, { kind: identity.kind, identityIndex: identityIndex(vault, identity) });

/** The registration method first, then in the order in which they were bound. Sorted here: for a handful of rows a sort of the database's costs three times what the read does. */
export const findLoginMethods = async (manager: EntityManager, accountId: string): Promise<LoginMethod[]> =>
  (await readRows(manager, loginMethodEntity, 'accountId = ?', [accountId])).toSorted((one, other) => Number(other.isRegistrationMethod) - Number(one.isRegistrationMethod) || one.boundAt - other.boundAt);

export const findLoginMethod = (manager: EntityManager, accountId: string, kind: LoginMethodKind): Promise<LoginMethod | null> =>
  readRow(manager, loginMethodEntity, 'accountId = ? AND kind = ?', [accountId, kind]);

/** The places are given free by the erasure of the account. */
export const deleteLoginMethods = async (transaction: EntityManager, accountId: string): Promise<void> => void (await transaction.delete(loginMethodEntity, { accountId }));
