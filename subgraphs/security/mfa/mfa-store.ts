import type { EntityManager } from 'typeorm';
import { readRows } from '../../shared/store/read-rows.ts';
import { mfaBindingEntity, type MfaBinding } from './mfa-binding.entity.ts';
import { mfaDeviceEntity, type MfaDevice } from './mfa-device.entity.ts';

/** The first bound first. Sorted here: for a handful of rows a sort of the database's costs three times what the read does. */
export const findDevices = async (manager: EntityManager, accountId: string): Promise<MfaDevice[]> =>
  (await readRows(manager, mfaDeviceEntity, 'accountId = ?', [accountId])).toSorted((one, other) => one.boundAt - other.boundAt);

export const hasDevice = (manager: EntityManager, accountId: string): Promise<boolean> => manager.existsBy(mfaDeviceEntity, { accountId });

/** Counts a code as wrong, before it is looked at. False when as many in a row were wrong as the policy allows; the device is then good for nothing. */
export const countFailure = async (transaction: EntityManager, id: string, most: number): Promise<boolean> => {
  const { affected } = await transaction
    .createQueryBuilder()
    .update(mfaDeviceEntity)
    .set({ failures: () => 'failures + 1' })
    .where('id = :id AND failures < :most', { id, most })
    .execute();
  return affected === 1;
};

/** Uses up the code of a step, and every older one (RFC 6238 5.2). Of several requests with the same code one gets true, whatever they want it for. */
export const useStep = async (transaction: EntityManager, id: string, step: number): Promise<boolean> => {
  const { affected } = await transaction
    .createQueryBuilder()
    .update(mfaDeviceEntity)
    .set({ lastStep: step, failures: 0 })
    .where('id = :id AND lastStep < :step', { id, step })
    .execute();
  return affected === 1;
};

/** Takes the count of one wrong code back: the code was that of another device of the account. */
export const uncountFailure = async (transaction: EntityManager, id: string): Promise<void> => {
  await transaction
    .createQueryBuilder()
    .update(mfaDeviceEntity)
    .set({ failures: () => 'failures - 1' })
    .where('id = :id AND failures > 0', { id })
    .execute();
};

export const insertDevice = async (transaction: EntityManager, device: MfaDevice): Promise<void> => void (await transaction.insert(mfaDeviceEntity, device));

export const deleteDevice = async (transaction: EntityManager, id: string): Promise<void> => void (await transaction.delete(mfaDeviceEntity, { id }));

export const findBinding = (manager: EntityManager, id: string): Promise<MfaBinding | null> => manager.findOneBy(mfaBindingEntity, { id });

/** In place of the one that was started before. */
export const putBinding = async (transaction: EntityManager, binding: MfaBinding): Promise<void> => {
  await transaction.delete(mfaBindingEntity, { accountId: binding.accountId, kind: binding.kind });
  await transaction.insert(mfaBindingEntity, binding);
};

/** Counts one attempt to confirm, before its codes are looked at. */
export const countBindingAttempt = async (transaction: EntityManager, id: string, most: number, now: number): Promise<boolean> => {
  const { affected } = await transaction
    .createQueryBuilder()
    .update(mfaBindingEntity)
    .set({ attempts: () => 'attempts + 1' })
    .where('id = :id AND attempts < :most AND expiresAt > :now', { id, most, now })
    .execute();
  return affected === 1;
};

/** False when another request has finished the binding, or begun a new one. */
export const takeBinding = async (transaction: EntityManager, id: string): Promise<boolean> => {
  const { affected } = await transaction.delete(mfaBindingEntity, { id });
  return affected === 1;
};

/** Ends the bindings of a token that are under way. */
export const deleteBindingsOf = async (transaction: EntityManager, serialNumber: string): Promise<void> => void (await transaction.delete(mfaBindingEntity, { serialNumber }));

export const deleteMfa = async (transaction: EntityManager, accountId: string): Promise<void> => {
  await transaction.delete(mfaDeviceEntity, { accountId });
  await transaction.delete(mfaBindingEntity, { accountId });
};
