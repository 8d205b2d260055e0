import { LessThanOrEqual, MoreThan, type EntityManager } from 'typeorm';
import { stepsOf, type ScanEvent } from './scan-states.ts';
import { scanEntity, type Scan } from './scan.entity.ts';

export const insertScan = async (transaction: EntityManager, scan: Scan): Promise<void> => void (await transaction.insert(scanEntity, scan));

export const findScan = (manager: EntityManager, id: string): Promise<Scan | null> => manager.findOneBy(scanEntity, { id });

type Changes = Partial<Pick<Scan, 'accountId' | 'sealedIdentity' | 'expiresAt'>>;

/** Moves a scan on if its status, as it stands at that moment, knows the event; false when it does not. With `liveAt`, also when its time is over then. */
export const moveScan = async (
  transaction: EntityManager,
  { id, kind }: Pick<Scan, 'id'> & Partial<Pick<Scan, 'kind'>>,
  event: ScanEvent,
  { liveAt, ...changes }: Changes & { liveAt?: number } = {},
): Promise<boolean> => {
  const where = { id, ...(kind ? { kind } : {}), ...(liveAt === undefined ? {} : { expiresAt: MoreThan(liveAt) }) };
  for (const { from, to } of stepsOf(event)) {
    const { affected } = await transaction.update(scanEntity, { ...where, status: from }, { ...changes, status: to });
    if (affected === 1) return true;
  }
  return false;
};

/** Forgets what has run out. */
export const deleteOldScans = async (transaction: EntityManager, now: number): Promise<void> => void (await transaction.delete(scanEntity, { expiresAt: LessThanOrEqual(now) }));

export const deleteScansOf = async (transaction: EntityManager, accountId: string): Promise<void> => void (await transaction.delete(scanEntity, { accountId }));
