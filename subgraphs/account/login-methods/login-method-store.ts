import type { EntityManager } from 'typeorm';
import { newId } from '../../shared/ids.ts';
import { isDuplicate } from '../../shared/store/open-store.ts';
import type { Vault } from '../../shared/vault.ts';
import { loginMethodEntity, type LoginMethod } from './login-method.entity.ts';

/** Under what an e-mail address is found, and its failures counted. */
export const emailIndex = (vault: Vault, email: string): string => vault.blindIndex('email', email);

/** Binds an e-mail address; false when it already belongs to an account. The unique key decides, however many ask at once. */
export const bindEmail = async (
  transaction: EntityManager,
  vault: Vault,
  { email, ...method }: Pick<LoginMethod, 'accountId' | 'isRegistrationMethod' | 'boundAt'> & { email: string },
): Promise<boolean> => {
  try {
    await transaction.insert(loginMethodEntity, { id: newId('login'), ...method, kind: 'EMAIL', identityIndex: emailIndex(vault, email), sealedIdentity: vault.seal(email) });
    return true;
  } catch (error) {
    if (isDuplicate(error)) return false;
    throw error;
  }
};

export const isEmailTaken = (manager: EntityManager, vault: Vault, email: string): Promise<boolean> =>
  manager.existsBy(loginMethodEntity, { kind: 'EMAIL', identityIndex: emailIndex(vault, email) });

/** The registration method first, then in the order in which they were bound. */
export const findLoginMethods = (manager: EntityManager, accountId: string): Promise<LoginMethod[]> =>
  manager.find(loginMethodEntity, { where: { accountId }, order: { isRegistrationMethod: 'DESC', boundAt: 'ASC' } });

export const deleteLoginMethods = async (transaction: EntityManager, accountId: string): Promise<void> => void (await transaction.delete(loginMethodEntity, { accountId }));
