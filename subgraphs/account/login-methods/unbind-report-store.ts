import { LessThanOrEqual, MoreThan, type EntityManager } from 'typeorm';
import { newId } from '../../shared/ids.ts';
import { unbindReportEntity, type UnbindReportRow } from './unbind-report.entity.ts';

/** Keeps a passed report in place of what the session asked for before, and gives its id. */
export const insertUnbindReport = async (transaction: EntityManager, report: Omit<UnbindReportRow, 'id'>): Promise<string> => {
  const id = newId('report');
  await transaction.delete(unbindReportEntity, { accountId: report.accountId, sessionId: report.sessionId });
  await transaction.insert(unbindReportEntity, { id, ...report });
  return id;
};

/** Uses a report up; false when it is not this one's, has run out or was used. */
export const takeUnbindReport = async (transaction: EntityManager, { id, accountId, sessionId, loginMethodId }: Omit<UnbindReportRow, 'expiresAt'>, now: number): Promise<boolean> => {
  const { affected } = await transaction.delete(unbindReportEntity, { id, accountId, sessionId, loginMethodId, expiresAt: MoreThan(now) });
  return affected === 1;
};

export const deleteUnbindReports = async (transaction: EntityManager, accountId: string): Promise<void> => void (await transaction.delete(unbindReportEntity, { accountId }));

/** Forgets what can be confirmed no more. */
export const forgetUnbindReports = async (transaction: EntityManager, now: number): Promise<void> => void (await transaction.delete(unbindReportEntity, { expiresAt: LessThanOrEqual(now) }));
