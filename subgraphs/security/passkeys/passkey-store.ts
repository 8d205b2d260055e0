import { LessThanOrEqual, MoreThan, type EntityManager } from 'typeorm';
import { isDuplicate } from '../../shared/store/open-store.ts';
import { passkeyCeremonyEntity, type PasskeyCeremony } from './passkey-ceremony.entity.ts';
import { passkeyEntity, type Passkey } from './passkey.entity.ts';

export const findPasskeys = (manager: EntityManager, accountId: string): Promise<Passkey[]> => manager.find(passkeyEntity, { where: { accountId }, order: { boundAt: 'ASC', id: 'ASC' } });

export const findPasskey = (manager: EntityManager, accountId: string, credentialHash: string): Promise<Passkey | null> => manager.findOneBy(passkeyEntity, { accountId, credentialHash });

export const hasPasskey = (manager: EntityManager, accountId: string): Promise<boolean> => manager.existsBy(passkeyEntity, { accountId });

/** Exact when the caller holds the account's settings: no other passkey is bound meanwhile. */
export const countPasskeys = (manager: EntityManager, accountId: string): Promise<number> => manager.countBy(passkeyEntity, { accountId });

/** False when the credential is bound already, to this account or another. */
export const insertPasskey = async (transaction: EntityManager, passkey: Passkey): Promise<boolean> => {
  try {
    await transaction.insert(passkeyEntity, passkey);
    return true;
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    return false;
  }
};

/** Writes down that it was used. False when it is bound no more, or when another assertion has brought the counter as far meanwhile. */
export const usePasskey = async (transaction: EntityManager, id: string, { counter, isBackedUp }: Pick<Passkey, 'counter' | 'isBackedUp'>, usedAt: number): Promise<boolean> => {
  const { affected } = await transaction
    .createQueryBuilder()
    .update(passkeyEntity)
    .set({ counter, isBackedUp, lastUsedAt: usedAt })
    .where('id = :id AND (counter < :stated OR (counter = 0 AND :stated = 0))', { id, stated: counter })
    .execute();
  return affected === 1;
};

/** False when there is no such passkey on the account (any more). */
export const deletePasskey = async (transaction: EntityManager, accountId: string, id: string): Promise<boolean> => {
  const { affected } = await transaction.delete(passkeyEntity, { id, accountId });
  return affected === 1;
};

export const findCeremony = (manager: EntityManager, id: string): Promise<PasskeyCeremony | null> => manager.findOneBy(passkeyCeremonyEntity, { id });

/** In place of the one before, of the same challenge or of the same session; what has run out goes too. */
export const putCeremony = async (transaction: EntityManager, ceremony: PasskeyCeremony, now: number): Promise<void> => {
  const { id, accountId, sessionId } = ceremony;
  await transaction.delete(passkeyCeremonyEntity, { accountId, expiresAt: LessThanOrEqual(now) });
  await transaction.delete(passkeyCeremonyEntity, { id });
  if (sessionId !== null) await transaction.delete(passkeyCeremonyEntity, { accountId, sessionId });
  await transaction.insert(passkeyCeremonyEntity, ceremony);
};

/** Takes what was to be signed, before an answer to it is looked at. Of several answers at once one gets true. */
export const takeCeremony = async (transaction: EntityManager, { id, challengeHash }: PasskeyCeremony, now: number): Promise<boolean> => {
  const { affected } = await transaction.delete(passkeyCeremonyEntity, { id, challengeHash, expiresAt: MoreThan(now) });
  return affected === 1;
};

export const deletePasskeys = async (transaction: EntityManager, accountId: string): Promise<void> => {
  await transaction.delete(passkeyEntity, { accountId });
  await transaction.delete(passkeyCeremonyEntity, { accountId });
};
