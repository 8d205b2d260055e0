import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createAuditTable } from '../../shared/audit.ts';
import { createConsentTable } from '../../shared/consents.ts';
import { createFirstAnswerTable } from '../../shared/idempotency.ts';
import { createJobTable } from '../../shared/jobs/job-entity.ts';
import { createTable } from '../../shared/store/create-table.ts';
import { closureCheckColumns } from '../checks/closure-check.entity.ts';
import { giveUpColumns } from '../checks/give-up.entity.ts';
import { closureColumns } from '../closure/closure.entity.ts';
import { closureStepColumns } from '../erasure/closure-step.entity.ts';

export class CreateDeregistrationTables1767225600000 implements MigrationInterface {
  name = 'CreateDeregistrationTables1767225600000';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, 'closure', closureColumns, { unique: { closure_open_key: ['openKey'] }, index: { closure_account: ['accountId', 'startedAt'] } });
    await createConsentTable(runner);
    await createTable(runner, 'closure_check', closureCheckColumns, { unique: { closure_check_position: ['closureId', 'run', 'position'] } });
    await createTable(runner, 'give_up', giveUpColumns, { unique: { give_up_run: ['closureId', 'run'] } });
    await createTable(runner, 'closure_step', closureStepColumns, { unique: { closure_step_of_closure: ['closureId', 'step'] } });
    await createJobTable(runner);
    await createAuditTable(runner);
    await createFirstAnswerTable(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['closure', 'consent', 'closure_check', 'give_up', 'closure_step', 'job', 'audit', 'first_answer']) await runner.dropTable(table, true);
  }
}
