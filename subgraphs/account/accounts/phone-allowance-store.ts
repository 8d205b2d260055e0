import type { EntityManager } from 'typeorm';
import { phoneAllowanceEntity } from './phone-allowance.entity.ts';

/** Sets how many accounts the phone may stand for, in place of what was granted before; null takes it back. */
export const setAllowance = async (transaction: EntityManager, phoneIndex: string, most: number | null): Promise<void> => {
  if (most === null) await transaction.delete(phoneAllowanceEntity, { id: phoneIndex });
  else await transaction.upsert(phoneAllowanceEntity, { id: phoneIndex, most }, ['id']);
};

export const findAllowance = async (manager: EntityManager, phoneIndex: string): Promise<number> => (await manager.findOneBy(phoneAllowanceEntity, { id: phoneIndex }))?.most ?? 0;
