import { codeEntity, createCodes } from '../shared/codes.ts';
import type { SubgraphModule } from '../shared/run-subgraph.ts';
import { addressListResolvers } from './address-list/address-list.resolvers.ts';
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
  entities: [securitySettingsEntity, sessionEntity, challengeEntity, mfaDeviceEntity, mfaBindingEntity, trustedDeviceEntity, signInHabitEntity, codeEntity] as never[],
  migrations: [CreateSecurityTables1767225600000],
  build: ({ policy: { value: policy }, ...base }) => {
    const deps: Deps = { ...base, policy, codes: createCodes(base, policy.codes, 'security.codes') };
    return {
      resolvers: [settingsResolvers(deps), sessionResolvers(deps), challengeResolvers(deps), stepUpResolvers(deps), mfaResolvers(deps), protectionResolvers(deps), contactResolvers(deps), ownerCheckResolvers(deps), erasureResolvers(deps), trustedDeviceResolvers(deps), remoteLoginResolvers(deps), addressListResolvers(deps)],
      jobs: {},
      askForStepUp: (viewer, operation) => stepUpMethods(deps, viewer, operation),
    };
  },
};
