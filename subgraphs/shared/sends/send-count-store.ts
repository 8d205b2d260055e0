import { LessThanOrEqual, type EntityManager } from 'typeorm';
import { hour } from '../duration.ts';
import { isDuplicate } from '../store/open-store.ts';
import { sendCountEntity } from './send-count.entity.ts';

/** Counts one more in the present hour, if there are fewer than `most`; gives how long to wait, 0 when it was counted. Each statement decides and counts at once. */
export const countSend = async (transaction: EntityManager, id: string, most: number, now: number): Promise<number> => {
  const bounds = { id, most, hourOver: now - hour };
  const change = async (to: { sent: () => string } | { sent: number; startedAt: number }, where: string): Promise<boolean> =>
    (await transaction.createQueryBuilder().update(sendCountEntity).set(to).where(`id = :id AND ${where}`, bounds).execute()).affected === 1;
  const countOneMore = (): Promise<boolean> => change({ sent: () => 'sent + 1' }, 'sent < :most AND startedAt > :hourOver');
  if ((await countOneMore()) || (await change({ sent: 1, startedAt: now }, 'startedAt <= :hourOver'))) return 0;
  try {
    await transaction.insert(sendCountEntity, { id, startedAt: now, sent: 1 });
    return 0;
  } catch (error) {
    if (!isDuplicate(error)) throw error;
    // There are as many, or another request was the first.
    if (await countOneMore()) return 0;
    const full = await transaction.findOneBy(sendCountEntity, { id });
    return Math.max(1, (full?.startedAt ?? now) + hour - now);
  }
};

export const forgetOldSends = async (transaction: EntityManager, now: number): Promise<void> => void (await transaction.delete(sendCountEntity, { startedAt: LessThanOrEqual(now - hour) }));
