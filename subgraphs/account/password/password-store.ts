import { In, type EntityManager } from 'typeorm';
import { newId } from '../../shared/ids.ts';
import { isDuplicate } from '../../shared/store/open-store.ts';
import type { Vault } from '../../shared/vault.ts';
import type { PasswordAge } from './password-age.ts';
import { formerPasswordEntity, passwordEntity } from './password.entity.ts';

export interface CurrentPassword extends PasswordAge {
  hash: string;
  version: number;
}

export const insertPassword = async (transaction: EntityManager, vault: Vault, accountId: string, hash: string, now: number): Promise<void> => {
  await transaction.insert(passwordEntity, { accountId, sealedHash: vault.seal(hash), version: 1, setAt: now, validDays: null, isCompromised: false });
};

/** Gives an account that has been signed in to without one its first password; false when it has one by now. */
export const setFirstPassword = async (transaction: EntityManager, vault: Vault, accountId: string, hash: string, now: number): Promise<boolean> => {
  try {
    await insertPassword(transaction, vault, accountId, hash, now);
    return true;
  } catch (error) {
    if (isDuplicate(error)) return false;
    throw error;
  }
};

export const findPassword = async (manager: EntityManager, vault: Vault, accountId: string): Promise<CurrentPassword | null> => {
  const password = await manager.findOneBy(passwordEntity, { accountId });
  return password && { ...password, hash: vault.open(password.sealedHash) };
};

/** How long the password has been and may be in force. Null when the account has none. */
export const findPasswordAge = async (manager: EntityManager, accountId: string): Promise<PasswordAge | null> => {
  const password = await manager.findOneBy(passwordEntity, { accountId });
  return password && { setAt: password.setAt, validDays: password.validDays, isCompromised: password.isCompromised };
};

/** Sets for how many days each password of the account may be used; false when it has none. */
export const updateValidDays = async (transaction: EntityManager, accountId: string, validDays: number | null): Promise<boolean> => {
  if (!(await transaction.existsBy(passwordEntity, { accountId }))) return false;
  await transaction.update(passwordEntity, { accountId }, { validDays });
  return true;
};

/** Marks the password as compromised; false when it was already, or there is none. */
export const markCompromised = async (transaction: EntityManager, accountId: string): Promise<boolean> => {
  const { affected } = await transaction.update(passwordEntity, { accountId, isCompromised: false }, { isCompromised: true, version: () => 'version + 1' });
  return affected === 1;
};

/** Null when the account has no password. */
export const findPasswordSetAt = async (manager: EntityManager, accountId: string): Promise<number | null> => (await manager.findOneBy(passwordEntity, { accountId }))?.setAt ?? null;

/** The hashes of so many former passwords, the latest first. */
export const findFormerHashes = async (manager: EntityManager, vault: Vault, accountId: string, howMany: number): Promise<string[]> => {
  if (howMany === 0) return [];
  const former = await manager.find(formerPasswordEntity, { where: { accountId }, order: { version: 'DESC' }, take: howMany });
  return former.map(({ sealedHash }) => vault.open(sealedHash));
};

/** Puts the same password under a hash of today's cost. When the password has been changed in between, nothing happens. */
export const rehashPassword = async (transaction: EntityManager, vault: Vault, accountId: string, version: number, hash: string): Promise<void> => {
  await transaction.update(passwordEntity, { accountId, version }, { sealedHash: vault.seal(hash) });
};

/** A policy may have become shorter of memory since the last change. */
const mostForgotten = 100;

/** Sets a new password in place of `old`, of which only as much history is kept as the policy asks for. False when `old` is in force no more. */
export const replacePassword = async (
  transaction: EntityManager,
  vault: Vault,
  { accountId, old, hash, now, history }: { accountId: string; old: CurrentPassword; hash: string; now: number; history: number },
): Promise<boolean> => {
  const changes = { sealedHash: vault.seal(hash), version: old.version + 1, setAt: now, isCompromised: false };
  const { affected } = await transaction.update(passwordEntity, { accountId, version: old.version }, changes);
  if (affected !== 1) return false;
  await transaction.insert(formerPasswordEntity, { id: newId('former'), accountId, version: old.version, sealedHash: vault.seal(old.hash) });
  // The policy counts the password in force too.
  const forgotten = await transaction.find(formerPasswordEntity, { where: { accountId }, order: { version: 'DESC' }, skip: history - 1, take: mostForgotten });
  if (forgotten.length > 0) await transaction.delete(formerPasswordEntity, { id: In(forgotten.map(({ id }) => id)) });
  return true;
};

export const deletePasswords = async (transaction: EntityManager, accountId: string): Promise<void> => {
  await transaction.delete(passwordEntity, { accountId });
  await transaction.delete(formerPasswordEntity, { accountId });
};
