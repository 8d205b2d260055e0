import { askSecurityForStepUp } from '../shared/ask-for-step-up.ts';
import { codeEntity } from '../shared/codes.ts';
import { consentEntity } from '../shared/consents.ts';
import { quotaEntities } from '../shared/quota.ts';
import type { SubgraphModule } from '../shared/run-subgraph.ts';
import { accountEntity } from './accounts/account.entity.ts';
import { accountResolvers } from './accounts/account.resolvers.ts';
import { activationResolvers } from './activation/activation.resolvers.ts';
import { closingResolvers } from './closing/closing.resolvers.ts';
import { codeResolvers } from './codes/code.resolvers.ts';
import { forgetOldSends } from '../shared/sends/send-count-store.ts';
import { sendCountEntity } from '../shared/sends/send-count.entity.ts';
import { withholdNoticeJob } from './codes/send-code.ts';
import { contactEntity } from './contacts/contact.entity.ts';
import { contactResolvers } from './contacts/contact.resolvers.ts';
import { forgetOldPending } from './contacts/pending-contact-store.ts';
import { pendingContactEntity } from './contacts/pending-contact.entity.ts';
import { setSecurityContactsJob, type SetSecurityContacts } from './contacts/sync-security-contacts.ts';
import { createDeps } from './deps.ts';
import { faceCheckEntity } from './face/face-check.entity.ts';
import { forgetOldFaceChecks } from './face/face-check-store.ts';
import { importResolvers } from './import/import.resolvers.ts';
import { loginMethodEntity } from './login-methods/login-method.entity.ts';
import { loginMethodResolvers } from './login-methods/login-method.resolvers.ts';
import { setWechatLinkJob } from './login-methods/sync-wechat-link.ts';
import { forgetUnbindReports } from './login-methods/unbind-report-store.ts';
import { unbindReportEntity } from './login-methods/unbind-report.entity.ts';
import { CreateAccountTables1767225600000 } from './migrations/create-account-tables.ts';
import { noticeEntity, noticePreferencesEntity } from './notices/notice.entity.ts';
import { noticeResolvers } from './notices/notice.resolvers.ts';
import { deleteNoticesBefore } from './notices/notice-store.ts';
import { formerPasswordEntity, passwordEntity } from './password/password.entity.ts';
import { passwordResolvers } from './password/password.resolvers.ts';
import { forgetOldResetLinks } from './password/reset/reset-link-store.ts';
import { resetLinkEntity } from './password/reset/reset-link.entity.ts';
import { sendReset, sendResetJob } from './password/reset/send-reset.ts';
import { settlePassword, settlePasswordJob } from './password/settle-password.ts';
import { phoneExchangeEntity } from './phone-exchanges/phone-exchange.entity.ts';
import { phoneExchangeResolvers } from './phone-exchanges/phone-exchange.resolvers.ts';
import { forgetOldExchanges } from './phone-exchanges/phone-exchange-store.ts';
import { profileResolvers } from './profile/profile.resolvers.ts';
import { scanEntity } from './scans/scan.entity.ts';
import { scanResolvers } from './scans/scan.resolvers.ts';
import { deleteOldScans } from './scans/scan-store.ts';
import { phoneAllowanceEntity } from './accounts/phone-allowance.entity.ts';
import { endDutyJob, type EndDuty } from './activation/activate-account.ts';
import { tenantEntity } from './tenants/tenant.entity.ts';
import { accountPolicy, type AccountPolicy } from './policy.ts';
import { policyResolvers } from './policy.resolvers.ts';
import { registrationResolvers } from './registration/registration.resolvers.ts';
import { accountChoiceEntity } from './sign-in/account-choice.entity.ts';
import { forgetOldChoices } from './sign-in/choice-store.ts';
import { linkEntity } from './sign-in/link.entity.ts';
import { forgetOldLinks } from './sign-in/link-store.ts';
import type { WechatLink } from './security-service.ts';
import { failedSignInJob, passOnFailedSignIn } from './sign-in/record-failed-sign-in.ts';
import { signInFailuresEntity } from './sign-in/sign-in-failure.entity.ts';
import { signInResolvers } from './sign-in/sign-in.resolvers.ts';

/** Who you are and how you sign in: accounts, their identities, passwords and contacts. */
export const accountModule: SubgraphModule<AccountPolicy> = {
  name: 'account',
  policy: accountPolicy,
  entities: [accountEntity, tenantEntity, loginMethodEntity, unbindReportEntity, contactEntity, pendingContactEntity, passwordEntity, formerPasswordEntity, resetLinkEntity, consentEntity, signInFailuresEntity, scanEntity, faceCheckEntity, accountChoiceEntity, linkEntity, phoneAllowanceEntity, phoneExchangeEntity, noticeEntity, noticePreferencesEntity, codeEntity, sendCountEntity, ...quotaEntities],
  migrations: [CreateAccountTables1767225600000],
  build: (base) => {
    const deps = createDeps(base, base.policy.value);
    const resolvers = [
      accountResolvers(deps),
      codeResolvers(deps),
      scanResolvers(deps),
      registrationResolvers(deps),
      activationResolvers(deps),
      importResolvers(deps),
      signInResolvers(deps),
      loginMethodResolvers(deps),
      passwordResolvers(deps),
      contactResolvers(deps),
      phoneExchangeResolvers(deps),
      profileResolvers(deps),
      noticeResolvers(deps),
      closingResolvers(deps),
      policyResolvers(deps, base.policy.name),
    ];
    return {
      resolvers,
      jobs: {
        [settlePasswordJob]: settlePassword(deps),
        [sendResetJob]: sendReset(deps),
        [setSecurityContactsJob]: ({ accountId, contacts }: SetSecurityContacts, jobId: string) => deps.security.setContacts(jobId, accountId, contacts),
        [setWechatLinkJob]: (link: WechatLink) => deps.security.setWechatLink(link),
        // Written where a message would be, so that the two cannot be told apart; there is nothing to do.
        [withholdNoticeJob]: async () => undefined,
        [failedSignInJob]: passOnFailedSignIn(deps, base.services),
        [endDutyJob]: ({ accountId, duty }: EndDuty) => deps.security.endDuty(accountId, duty),
      },
      forgetOld: [deps.guesses.forgetOld, forgetOldChoices, forgetOldLinks, forgetOldResetLinks, forgetOldPending, forgetUnbindReports, deleteOldScans, forgetOldFaceChecks, forgetOldSends, forgetOldExchanges, (transaction, now) => deleteNoticesBefore(transaction, now - deps.policy.notices.keep)],
      askForStepUp: askSecurityForStepUp(base.services, base.log),
    };
  },
};
