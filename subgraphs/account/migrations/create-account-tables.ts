import type { MigrationInterface, QueryRunner } from 'typeorm';
import { createAuditTable } from '../../shared/audit.ts';
import { createCodeTable } from '../../shared/codes.ts';
import { createConsentTable } from '../../shared/consents.ts';
import { createFirstAnswerTable } from '../../shared/idempotency.ts';
import { createJobTable } from '../../shared/jobs/job-entity.ts';
import { createQuotaTables } from '../../shared/quota.ts';
import { createAccountTable } from '../accounts/account.entity.ts';
import { createPhoneAllowanceTable } from '../accounts/phone-allowance.entity.ts';
import { createSendCountTable } from '../../shared/sends/send-count.entity.ts';
import { createContactTable } from '../contacts/contact.entity.ts';
import { createPendingContactTable } from '../contacts/pending-contact.entity.ts';
import { createFaceCheckTable } from '../face/face-check.entity.ts';
import { createLoginMethodTable } from '../login-methods/login-method.entity.ts';
import { createUnbindReportTable } from '../login-methods/unbind-report.entity.ts';
import { createNoticeTables } from '../notices/notice.entity.ts';
import { createPasswordTables } from '../password/password.entity.ts';
import { createResetLinkTable } from '../password/reset/reset-link.entity.ts';
import { createPhoneExchangeTable } from '../phone-exchanges/phone-exchange.entity.ts';
import { createScanTable } from '../scans/scan.entity.ts';
import { createAccountChoiceTable } from '../sign-in/account-choice.entity.ts';
import { createLinkTable } from '../sign-in/link.entity.ts';
import { createSignInFailuresTable } from '../sign-in/sign-in-failure.entity.ts';
import { createTenantTable } from '../tenants/tenant.entity.ts';

const tables = ['account', 'tenant', 'login_method', 'unbind_report', 'contact', 'pending_contact', 'password', 'former_password', 'reset_link', 'consent', 'sign_in_failures', 'scan', 'face_check', 'account_choice', 'sign_in_link', 'notice', 'notice_preferences', 'one_time_code', 'send_count', 'phone_allowance', 'phone_exchange', 'quota', 'quota_place', 'first_answer', 'job', 'audit'];

export class CreateAccountTables1767225600000 implements MigrationInterface {
  name = 'CreateAccountTables1767225600000';

  async up(runner: QueryRunner): Promise<void> {
    await createAccountTable(runner);
    await createTenantTable(runner);
    await createLoginMethodTable(runner);
    await createUnbindReportTable(runner);
    await createContactTable(runner);
    await createPendingContactTable(runner);
    await createPasswordTables(runner);
    await createResetLinkTable(runner);
    await createConsentTable(runner);
    await createSignInFailuresTable(runner);
    await createNoticeTables(runner);
    await createAccountChoiceTable(runner);
    await createLinkTable(runner);
    await createScanTable(runner);
    await createFaceCheckTable(runner);
    await createCodeTable(runner);
    await createSendCountTable(runner);
    await createPhoneAllowanceTable(runner);
    await createPhoneExchangeTable(runner);
    await createQuotaTables(runner);
    await createFirstAnswerTable(runner);
    await createJobTable(runner);
    await createAuditTable(runner);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of tables.toReversed()) await runner.dropTable(table, true);
  }
}
