import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createAuditTable } from '../../shared/audit.ts';
import { createConsentTable } from '../../shared/consents.ts';
import { createFirstAnswerTable } from '../../shared/idempotency.ts';
import { createJobTable } from '../../shared/jobs/job-entity.ts';
import { createQuotaTables } from '../../shared/quota.ts';
import { createTable } from '../../shared/store/create-table.ts';
import { identityCheckColumns } from '../identity-check/identity-check.entity.ts';
import { personalVerificationColumns } from '../personal/personal-verification.entity.ts';
import { verifiedSubjectColumns } from '../real-name/verified-subject.entity.ts';

export class CreateVerificationTables1767225600000 implements MigrationInterface {
  name = 'CreateVerificationTables1767225600000';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, 'verification', personalVerificationColumns, {
      unique: { verification_open_key: ['openKey'] },
      index: { verification_account: ['accountId', 'startedAt', 'endedAt'] },
    });
    await createTable(runner, 'verified_subject', verifiedSubjectColumns);
    await createConsentTable(runner);
    await createTable(runner, 'identity_check', identityCheckColumns, { index: { identity_check_account: ['accountId'] } });
    await createQuotaTables(runner);
    await createJobTable(runner);
    await createAuditTable(runner);
    await createFirstAnswerTable(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['first_answer', 'audit', 'job', 'quota_place', 'quota', 'identity_check', 'consent', 'verified_subject', 'verification']) {
      await runner.dropTable(table, true);
    }
  }
}
