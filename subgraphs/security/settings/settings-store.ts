import type { EntityManager } from 'typeorm';
import type { Viewer } from '../../shared/caller.ts';
import { isDuplicate } from '../../shared/store/open-store.ts';
import { deleteTrustedDevices } from '../trusted-devices/trusted-device-store.ts';
import { readRow } from '../../shared/store/read-rows.ts';
import { securitySettingsEntity, type SecuritySettings } from './security-settings.entity.ts';

export const findSettings = (manager: EntityManager, accountId: string): Promise<SecuritySettings | null> =>
  readRow(manager, securitySettingsEntity, 'accountId = ? AND erasedAt IS NULL', [accountId]);

/**
 * The settings, held until the transaction ends: whatever else changes something of this account waits.
 * So nothing that was read after it is outdated when it is acted upon. Null when the account is not known here, or erased.
 */
export const holdSettings = async (transaction: EntityManager, accountId: string): Promise<SecuritySettings | null> => {
  const { affected } = await transaction
    .createQueryBuilder()
    .update(securitySettingsEntity)
    .set({ revision: () => 'revision + 1' })
    .where('accountId = :accountId AND erasedAt IS NULL', { accountId })
    .execute();
  return affected === 1 ? findSettings(transaction, accountId) : null;
};

/** The settings of a signed-in account, held. */
export const holdSettingsOf = async (transaction: EntityManager, { accountId }: Viewer): Promise<SecuritySettings> => {
  const settings = await holdSettings(transaction, accountId);
  if (!settings) throw new Error('A signed-in account has no security settings.');
  return settings;
};

/** The settings of the account, held; the fresh ones when it has none yet. Null when it was erased. */
export const holdOrInsertSettings = async (transaction: EntityManager, fresh: SecuritySettings): Promise<SecuritySettings | null> => {
  const held = await holdSettings(transaction, fresh.accountId);
  if (held) return held;
  try {
    await transaction.insert(securitySettingsEntity, fresh);
    return fresh;
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    // Erased, or another request has inserted it in between.
    return holdSettings(transaction, fresh.accountId);
  }
};

/** What a device was trusted under. */
const trustRestsOn: (keyof SecuritySettings)[] = ['phone', 'email', 'loginProtection', 'mayTrustDevices'];

/** Changes the settings of an account that is held. Where that is what devices were trusted under, none is trusted any more, whoever makes the change. */
export const changeSettings = async (transaction: EntityManager, settings: SecuritySettings, changes: Partial<SecuritySettings>): Promise<SecuritySettings> => {
  if (trustRestsOn.some((setting) => setting in changes)) await deleteTrustedDevices(transaction, settings.accountId);
  await transaction.update(securitySettingsEntity, { accountId: settings.accountId }, changes);
  return { ...settings, ...changes };
};
