import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createAuditTable } from '../../shared/audit.ts';
import { createCodeTable } from '../../shared/codes.ts';
import { createFirstAnswerTable } from '../../shared/idempotency.ts';
import { createJobTable } from '../../shared/jobs/job-entity.ts';
import { createSendCountTable } from '../../shared/sends/send-count.entity.ts';
import { createTable } from '../../shared/store/create-table.ts';
import { activityColumns, activityHeadColumns, activityHeadKeys, activityKeys, excessFailureColumns, excessFailureKeys } from '../activity/activity.entity.ts';
import { challengeColumns } from '../challenges/challenge.entity.ts';
import { createPhoneExchangeTable } from '../contacts/phone-exchange.entity.ts';
import { mfaBindingColumns } from '../mfa/mfa-binding.entity.ts';
import { mfaDeviceColumns } from '../mfa/mfa-device.entity.ts';
import { passkeyCeremonyColumns } from '../passkeys/passkey-ceremony.entity.ts';
import { passkeyColumns } from '../passkeys/passkey.entity.ts';
import { mfaTokenColumns } from '../mfa-tokens/mfa-token.entity.ts';
import { recoveryCodeColumns, recoveryCodeSetColumns } from '../recovery-codes/recovery-code.entity.ts';
import { sessionColumns } from '../sessions/session.entity.ts';
import { securitySettingsColumns } from '../settings/security-settings.entity.ts';
import { signInHabitColumns } from '../sign-in-checks/sign-in-habit.entity.ts';
import { trustedDeviceColumns } from '../trusted-devices/trusted-device.entity.ts';

const tables = ['security_settings', 'session', 'challenge', 'mfa_device', 'mfa_binding', 'phone_exchange', 'send_count', 'passkey', 'passkey_ceremony', 'mfa_token', 'recovery_code_set', 'recovery_code', 'activity', 'activity_head', 'excess_failure', 'trusted_device', 'sign_in_habit', 'one_time_code', 'job', 'audit', 'first_answer'];

export class CreateSecurityTables1767225600000 implements MigrationInterface {
  name = 'CreateSecurityTables1767225600000';

  async up(runner: QueryRunner): Promise<void> {
    await createTable(runner, 'security_settings', securitySettingsColumns);
    await createTable(runner, 'session', sessionColumns, {
      unique: { session_token: ['tokenHash'], session_attempt: ['attemptHash'] },
      index: { session_account: ['accountId', 'lastUsedAt', 'id'] },
    });
    await createTable(runner, 'challenge', challengeColumns, { unique: { challenge_attempt: ['attemptHash'] }, index: { challenge_account: ['accountId', 'expiresAt'] } });
    await createTable(runner, 'mfa_device', mfaDeviceColumns, { unique: { mfa_device_account_kind: ['accountId', 'kind'], mfa_device_serial_number: ['serialNumber'] } });
    await createTable(runner, 'mfa_binding', mfaBindingColumns, { unique: { mfa_binding_account_kind: ['accountId', 'kind'] } });
    await createPhoneExchangeTable(runner);
    await createSendCountTable(runner);
    await createTable(runner, 'passkey', passkeyColumns, { unique: { passkey_credential: ['credentialHash'] }, index: { passkey_account: ['accountId', 'boundAt'] } });
    await createTable(runner, 'passkey_ceremony', passkeyCeremonyColumns, { index: { passkey_ceremony_account: ['accountId', 'sessionId'] } });
    await createTable(runner, 'mfa_token', mfaTokenColumns, { index: { mfa_token_account: ['accountId'] } });
    await createTable(runner, 'recovery_code_set', recoveryCodeSetColumns);
    await createTable(runner, 'recovery_code', recoveryCodeColumns, { index: { recovery_code_account: ['accountId'] } });
    await createTable(runner, 'activity', activityColumns, activityKeys);
    await createTable(runner, 'activity_head', activityHeadColumns, activityHeadKeys);
    await createTable(runner, 'excess_failure', excessFailureColumns, excessFailureKeys);
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
