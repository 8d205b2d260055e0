import { codeEntity, createCodes } from '../shared/codes.ts';
import { forgetOldSends } from '../shared/sends/send-count-store.ts';
import { sendCountEntity } from '../shared/sends/send-count.entity.ts';
import type { SubgraphModule } from '../shared/run-subgraph.ts';
import { createAccountService } from './account-service.ts';
import { activityEntity, activityHeadEntity, excessFailureEntity } from './activity/activity.entity.ts';
import { activityResolvers } from './activity/activity.resolvers.ts';
import { keepActivity } from './activity/append-activity.ts';
import { cutActivity, cutActivityJob, forgetOldActivity } from './activity/cut-activity.ts';
import { sumUpFailures, sumUpFailuresJob } from './activity/sum-up-failures.ts';
import { addressListResolvers } from './address-list/address-list.resolvers.ts';
import { challengeEntity } from './challenges/challenge.entity.ts';
import { challengeResolvers } from './challenges/challenge.resolvers.ts';
import { contactResolvers } from './contacts/contact.resolvers.ts';
import { setNoticeContactJob, type SetNoticeContact } from './contacts/follow-with-notices.ts';
import { phoneExchangeEntity } from './contacts/phone-exchange.entity.ts';
import { settlePhoneExchange, settlePhoneExchangeJob, type SettlePhoneExchange } from './contacts/settle-phone-exchange.ts';
import type { Deps } from './deps.ts';
import { erasureResolvers } from './erasure/erasure.resolvers.ts';
import { mfaBindingEntity } from './mfa/mfa-binding.entity.ts';
import { mfaDeviceEntity } from './mfa/mfa-device.entity.ts';
import { mfaResolvers } from './mfa/mfa.resolvers.ts';
import { mfaTokenEntity } from './mfa-tokens/mfa-token.entity.ts';
import { mfaTokenResolvers } from './mfa-tokens/mfa-token.resolvers.ts';
import { CreateSecurityTables1767225600000 } from './migrations/create-security-tables.ts';
import { ownerCheckResolvers } from './owner-check/owner-check.resolvers.ts';
import { passkeyCeremonyEntity } from './passkeys/passkey-ceremony.entity.ts';
import { passkeyEntity } from './passkeys/passkey.entity.ts';
import { passkeyResolvers } from './passkeys/passkey.resolvers.ts';
import { readRelyingParty } from './passkeys/relying-party.ts';
import { protectedOperationResolvers } from './protected-operations/protected-operation.resolvers.ts';
import { protectionResolvers } from './protections/protection.resolvers.ts';
import { securityPolicy, type SecurityPolicy } from './policy.ts';
import { recoveryCodeEntity, recoveryCodeSetEntity } from './recovery-codes/recovery-code.entity.ts';
import { recoveryCodeResolvers } from './recovery-codes/recovery-code.resolvers.ts';
import { remoteLoginResolvers } from './remote-login/remote-login.resolvers.ts';
import { sessionEntity } from './sessions/session.entity.ts';
import { sessionResolvers } from './sessions/session.resolvers.ts';
import { securitySettingsEntity } from './settings/security-settings.entity.ts';
import { settingsResolvers } from './settings/settings.resolvers.ts';
import { signInHabitEntity } from './sign-in-checks/sign-in-habit.entity.ts';
import { stepUpMethods } from './step-up/step-up-methods.ts';
import { stepUpResolvers } from './step-up/step-up.resolvers.ts';
import { trustedDeviceEntity } from './trusted-devices/trusted-device.entity.ts';
import { trustedDeviceResolvers } from './trusted-devices/trusted-device.resolvers.ts';

export const securityModule: SubgraphModule<SecurityPolicy> = {
  name: 'security',
  policy: securityPolicy,
  entities: [securitySettingsEntity, sessionEntity, challengeEntity, mfaDeviceEntity, mfaBindingEntity, phoneExchangeEntity, sendCountEntity, passkeyEntity, passkeyCeremonyEntity, mfaTokenEntity, recoveryCodeSetEntity, recoveryCodeEntity, trustedDeviceEntity, signInHabitEntity, codeEntity, activityEntity, activityHeadEntity, excessFailureEntity] as never[],
  migrations: [CreateSecurityTables1767225600000],
  keepActivity: ({ policy, ...parts }) => keepActivity({ ...parts, policy: policy.value }),
  build: ({ policy: { value: policy }, ...base }) => {
    const deps: Deps = { ...base, policy, codes: createCodes(base, policy.codes, 'security.codes'), account: createAccountService(base.services, base.log), mailFrom: base.config.mailFrom, relyingParty: readRelyingParty(base.config) };
    return {
      resolvers: [settingsResolvers(deps), sessionResolvers(deps), challengeResolvers(deps), stepUpResolvers(deps), protectedOperationResolvers(deps), mfaResolvers(deps), passkeyResolvers(deps), mfaTokenResolvers(deps), recoveryCodeResolvers(deps), protectionResolvers(deps), contactResolvers(deps), ownerCheckResolvers(deps), erasureResolvers(deps), activityResolvers(deps), trustedDeviceResolvers(deps), remoteLoginResolvers(deps), addressListResolvers(deps)],
      jobs: {
        [settlePhoneExchangeJob]: (exchange: SettlePhoneExchange) => settlePhoneExchange(deps, exchange),
        [sumUpFailuresJob]: sumUpFailures(deps),
        [setNoticeContactJob]: (contact: SetNoticeContact, jobId: string) => deps.account.setNoticeContact({ requestId: jobId, ...contact }),
        [cutActivityJob]: cutActivity(deps),
      },
      forgetOld: [forgetOldSends, forgetOldActivity(deps)],
      askForStepUp: (viewer, operation) => stepUpMethods(deps, viewer, operation),
    };
  },
};
