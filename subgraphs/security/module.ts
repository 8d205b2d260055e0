import { codeEntity, createCodes } from '../shared/codes.ts';
import type { SubgraphModule } from '../shared/run-subgraph.ts';
import { activityEntity, activityHeadEntity, excessFailureEntity } from './activity/activity.entity.ts';
import { activityResolvers } from './activity/activity.resolvers.ts';
import { keepActivity } from './activity/append-activity.ts';
import { cutActivity, cutActivityJob, forgetOldActivity } from './activity/cut-activity.ts';
import { sumUpFailures, sumUpFailuresJob } from './activity/sum-up-failures.ts';
import { challengeEntity } from './challenges/challenge.entity.ts';
import { challengeResolvers } from './challenges/challenge.resolvers.ts';
import { contactResolvers } from './contacts/contact.resolvers.ts';
import type { Deps } from './deps.ts';
import { erasureResolvers } from './erasure/erasure.resolvers.ts';
import { mfaBindingEntity } from './mfa/mfa-binding.entity.ts';
import { mfaDeviceEntity } from './mfa/mfa-device.entity.ts';
import { mfaResolvers } from './mfa/mfa.resolvers.ts';
import { CreateSecurityTables1767225600000 } from './migrations/create-security-tables.ts';
import { ownerCheckResolvers } from './owner-check/owner-check.resolvers.ts';
import { protectionResolvers } from './protections/protection.resolvers.ts';
import { securityPolicy, type SecurityPolicy } from './policy.ts';
import { sessionEntity } from './sessions/session.entity.ts';
import { sessionResolvers } from './sessions/session.resolvers.ts';
import { securitySettingsEntity } from './settings/security-settings.entity.ts';
import { settingsResolvers } from './settings/settings.resolvers.ts';
import { stepUpMethods } from './step-up/step-up-methods.ts';
import { stepUpResolvers } from './step-up/step-up.resolvers.ts';

export const securityModule: SubgraphModule<SecurityPolicy> = {
  name: 'security',
  policy: securityPolicy,
  entities: [securitySettingsEntity, sessionEntity, challengeEntity, mfaDeviceEntity, mfaBindingEntity, codeEntity, activityEntity, activityHeadEntity, excessFailureEntity] as never[],
  migrations: [CreateSecurityTables1767225600000],
  keepActivity: ({ policy, ...parts }) => keepActivity({ ...parts, policy: policy.value }),
  build: ({ policy: { value: policy }, ...base }) => {
    const deps: Deps = { ...base, policy, codes: createCodes(base, policy.codes, 'security.codes') };
    return {
      resolvers: [settingsResolvers(deps), sessionResolvers(deps), challengeResolvers(deps), stepUpResolvers(deps), mfaResolvers(deps), protectionResolvers(deps), contactResolvers(deps), ownerCheckResolvers(deps), erasureResolvers(deps), activityResolvers(deps)],
      jobs: {
        [sumUpFailuresJob]: sumUpFailures(deps),
        [cutActivityJob]: cutActivity(deps),
      },
      forgetOld: [forgetOldActivity(deps)],
      askForStepUp: (viewer, operation) => stepUpMethods(deps, viewer, operation),
    };
  },
};
