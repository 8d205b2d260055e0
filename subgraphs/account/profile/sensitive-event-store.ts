import { In, type EntityManager } from 'typeorm';
import { auditEntity } from '../../shared/audit.ts';

/** When one of these events last happened to the account; null when none did. */
export const findLastEventAt = async (manager: EntityManager, accountId: string, events: string[]): Promise<number | null> => {
  const [last] = await manager.find(auditEntity, { where: { accountId, event: In(events) }, order: { at: 'DESC' }, take: 1 });
  return last?.at ?? null;
};
