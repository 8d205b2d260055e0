import { In, IsNull, LessThanOrEqual, MoreThan, type EntityManager } from 'typeorm';
import { trustedDeviceEntity, type TrustedDevice } from './trusted-device.entity.ts';

const live = (accountId: string, now: number) => [{ accountId, expiresAt: IsNull() }, { accountId, expiresAt: MoreThan(now) }];

/** Those that are trusted now, the latest first. */
export const findTrustedDevices = (manager: EntityManager, accountId: string, now: number): Promise<TrustedDevice[]> =>
  manager.find(trustedDeviceEntity, { where: live(accountId, now), order: { trustedAt: 'DESC', id: 'DESC' } });

export const isTrusted = (manager: EntityManager, accountId: string, tokenHash: string, now: number): Promise<boolean> =>
  manager.existsBy(trustedDeviceEntity, live(accountId, now).map((where) => ({ ...where, tokenHash })));

/** Adds one; beyond `most` those that were trusted first are trusted no more. The caller holds the account's settings. */
export const insertTrustedDevice = async (transaction: EntityManager, device: TrustedDevice, most: number): Promise<void> => {
  const { accountId, trustedAt } = device;
  await transaction.delete(trustedDeviceEntity, { accountId, expiresAt: LessThanOrEqual(trustedAt) });
  await transaction.insert(trustedDeviceEntity, device);
  const tooMany = (await findTrustedDevices(transaction, accountId, trustedAt)).slice(most).map(({ id }) => id);
  if (tooMany.length > 0) await transaction.delete(trustedDeviceEntity, { id: In(tooMany) });
};

/** False when the account trusts no such device (any more). */
export const deleteTrustedDevice = async (transaction: EntityManager, accountId: string, id: string): Promise<boolean> => {
  const { affected } = await transaction.delete(trustedDeviceEntity, { accountId, id });
  return affected === 1;
};

export const deleteTrustedDevices = async (transaction: EntityManager, accountId: string): Promise<void> => void (await transaction.delete(trustedDeviceEntity, { accountId }));
