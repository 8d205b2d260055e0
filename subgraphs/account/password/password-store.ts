import { LessThanOrEqual, type EntityManager } from 'typeorm';
import { newId } from '../../shared/ids.ts';
import type { Vault } from '../../shared/vault.ts';
import { formerPasswordEntity, passwordEntity } from './password.entity.ts';

export interface CurrentPassword {
  hash: string;
  version: number;
}

export const insertPassword = async (transaction: EntityManager, vault: Vault, accountId: string, hash: string, now: number): Promise<void> => {
  await transaction.insert(passwordEntity, { accountId, sealedHash: vault.seal(hash), version: 1, setAt: now });
};

export const findPassword = async (manager: EntityManager, vault: Vault, accountId: string): Promise<CurrentPassword | null> => {
  const password = await manager.findOneBy(passwordEntity, { accountId });
  return password && { hash: vault.open(password.sealedHash), version: password.version };
};

/** Null when the account has no password. */
export const findPasswordSetAt = async (manager: EntityManager, accountId: string): Promise<number | null> => (await manager.findOneBy(passwordEntity, { accountId }))?.setAt ?? null;

export const isPasswordVersion = (manager: EntityManager, accountId: string, version: number): Promise<boolean> =>
  manager.existsBy(passwordEntity, { accountId, version });

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

/** Sets a new password in place of `old`, of which only as much history is kept as the policy asks for. False when `old` is in force no more. */
export const replacePassword = async (
  transaction: EntityManager,
  vault: Vault,
  { accountId, old, hash, now, history }: { accountId: string; old: CurrentPassword; hash: string; now: number; history: number },
): Promise<boolean> => {
  const version = old.version + 1;
  const { affected } = await transaction.update(passwordEntity, { accountId, version: old.version }, { sealedHash: vault.seal(hash), version, setAt: now });
  if (affected !== 1) return false;
  await transaction.insert(formerPasswordEntity, { id: newId('former'), accountId, version: old.version, sealedHash: vault.seal(old.hash) });
  // The policy counts the password in force too.
  await transaction.delete(formerPasswordEntity, { accountId, version: LessThanOrEqual(version - history) });
  return true;
};

export const deletePasswords = async (transaction: EntityManager, accountId: string): Promise<void> => {
  await transaction.delete(passwordEntity, { accountId });
  await transaction.delete(formerPasswordEntity, { accountId });
};
