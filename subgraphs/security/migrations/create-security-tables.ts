import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createAuditTable } from '../../shared/audit.ts';
import { createCodeTable } from '../../shared/codes.ts';
import { createFirstAnswerTable } from '../../shared/idempotency.ts';
import { createJobTable } from '../../shared/jobs/job-entity.ts';
import { createTable } from '../../shared/store/create-table.ts';
import { challengeColumns } from '../challenges/challenge.entity.ts';
import { mfaBindingColumns } from '../mfa/mfa-binding.entity.ts';
import { mfaDeviceColumns } from '../mfa/mfa-device.entity.ts';
import { sessionColumns } from '../sessions/session.entity.ts';
import { securitySettingsColumns } from '../settings/security-settings.entity.ts';
import { signInHabitColumns } from '../sign-in-checks/sign-in-habit.entity.ts';
import { trustedDeviceColumns } from '../trusted-devices/trusted-device.entity.ts';

const tables = ['security_settings', 'session', 'challenge', 'mfa_device', 'mfa_binding', 'trusted_device', 'sign_in_habit', 'one_time_code', 'job', 'audit', 'first_answer'];

export class CreateSecurityTables1767225600000 implements MigrationInterface {
  name = 'CreateSecurityTables1767225600000';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, 'security_settings', securitySettingsColumns);
    await createTable(runner, 'session', sessionColumns, {
      unique: { session_token: ['tokenHash'], session_attempt: ['attemptHash'] },
      index: { session_account: ['accountId', 'lastUsedAt'] },
    });
    await createTable(runner, 'challenge', challengeColumns, { unique: { challenge_attempt: ['attemptHash'] }, index: { challenge_account: ['accountId', 'expiresAt'] } });
    await createTable(runner, 'mfa_device', mfaDeviceColumns, { unique: { mfa_device_account_kind: ['accountId', 'kind'] } });
    await createTable(runner, 'mfa_binding', mfaBindingColumns, { unique: { mfa_binding_account_kind: ['accountId', 'kind'] } });
    await createTable(runner, 'trusted_device', trustedDeviceColumns, { unique: { trusted_device_token: ['tokenHash'] }, index: { trusted_device_account: ['accountId', 'trustedAt'] } });
    await createTable(runner, 'sign_in_habit', signInHabitColumns, { unique: { sign_in_habit_mark: ['accountId', 'kind', 'mark'] } });
    await createCodeTable(runner);
    await createJobTable(runner);
    await createAuditTable(runner);
    await createFirstAnswerTable(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of tables.toReversed()) await runner.dropTable(table, true);
  }
}
