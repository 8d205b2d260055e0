import { EntitySchema, type QueryRunner } from 'typeorm';
import { id, instant, text } from '../../shared/store/columns.ts';
import { createTable } from '../../shared/store/create-table.ts';

/** That the conditions for unbinding a registration method were all met when they were asked for; the session that asked can confirm it once. */
export interface UnbindReportRow {
  id: string;
  accountId: string;
  sessionId: string;
  loginMethodId: string;
  expiresAt: number;
}

const columns = { id: id(), accountId: text(20), sessionId: text(64), loginMethodId: text(64), expiresAt: instant() };

export const unbindReportEntity = new EntitySchema<UnbindReportRow>({
  name: 'unbind_report',
  columns,
  indices: [{ name: 'unbind_report_account', columns: ['accountId'] }, { name: 'unbind_report_expires', columns: ['expiresAt'] }],
});

export const createUnbindReportTable = (runner: QueryRunner): Promise<void> =>
  createTable(runner, 'unbind_report', columns, { index: { unbind_report_account: ['accountId'], unbind_report_expires: ['expiresAt'] } });
