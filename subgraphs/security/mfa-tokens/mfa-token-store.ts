import { IsNull, type EntityManager } from 'typeorm';
import { mfaTokenEntity, type MfaToken } from './mfa-token.entity.ts';

export const findToken = (manager: EntityManager, serialNumber: string): Promise<MfaToken | null> => manager.findOneBy(mfaTokenEntity, { serialNumber });

export const isInvited = (manager: EntityManager, accountId: string): Promise<boolean> => manager.existsBy(mfaTokenEntity, { accountId });

export const insertToken = async (transaction: EntityManager, token: MfaToken): Promise<void> => void (await transaction.insert(mfaTokenEntity, token));

/** Allots the token to another account. False when it is bound, or was moved by another request. */
export const moveToken = async (transaction: EntityManager, { serialNumber, accountId }: MfaToken, to: string): Promise<boolean> => {
  const { affected } = await transaction.update(mfaTokenEntity, { serialNumber, accountId, boundAt: IsNull() }, { accountId: to });
  return affected === 1;
};

/** Makes the token a device of the account that it is allotted to. False when it is one already, or belongs to another by now. */
export const takeToken = async (transaction: EntityManager, serialNumber: string, accountId: string, now: number): Promise<boolean> => {
  const { affected } = await transaction.update(mfaTokenEntity, { serialNumber, accountId, boundAt: IsNull() }, { boundAt: now });
  return affected === 1;
};

/** The account it is allotted to may bind it again. */
export const releaseToken = async (transaction: EntityManager, serialNumber: string): Promise<void> => void (await transaction.update(mfaTokenEntity, { serialNumber }, { boundAt: null }));

export const deleteTokens = async (transaction: EntityManager, accountId: string): Promise<void> => void (await transaction.delete(mfaTokenEntity, { accountId }));
