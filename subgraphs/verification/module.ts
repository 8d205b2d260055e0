import { askSecurityForStepUp } from '../shared/ask-for-step-up.ts';
import { consentEntity } from '../shared/consents.ts';
import { quotaEntities } from '../shared/quota.ts';
import type { SubgraphModule } from '../shared/run-subgraph.ts';
import { createEraseVerification } from './erasure/erase-verification.ts';
import { erasureResolvers } from './erasure/erasure.resolvers.ts';
import { createFaceProvider } from './face/face-provider.ts';
import { identityCheckEntity } from './identity-check/identity-check.entity.ts';
import { identityCheckResolvers } from './identity-check/identity-check.resolvers.ts';
import { requestIdentityCheck } from './identity-check/request-identity-check.ts';
import { CreateVerificationTables1767225600000 } from './migrations/create-verification-tables.ts';
import { createLookAtCamera } from './personal/look-at-camera.ts';
import { openVerification } from './personal/open-verification.ts';
import { personalVerificationEntity } from './personal/personal-verification.entity.ts';
import { personalResolvers } from './personal/personal.resolvers.ts';
import { createPollCamera } from './personal/poll-camera.ts';
import { createRecordOutcome } from './personal/record-outcome.ts';
import { startPersonalVerification } from './personal/start-personal-verification.ts';
import { verificationPolicy, type VerificationPolicy } from './policy.ts';
import { readRealName } from './real-name/read-real-name.ts';
import { realNameResolvers } from './real-name/real-name.resolvers.ts';
import { verifiedSubjectEntity } from './real-name/verified-subject.entity.ts';

export const verificationModule: SubgraphModule<VerificationPolicy> = {
  name: 'verification',
  policy: verificationPolicy,
  entities: [personalVerificationEntity, verifiedSubjectEntity, consentEntity, identityCheckEntity, ...quotaEntities],
  migrations: [CreateVerificationTables1767225600000],
  build: (base) => {
    const { personal: policy, identityCheck } = base.policy.value;
    const deps = { ...base, policy, face: createFaceProvider(base.config.faceUrl, base.log) };
    const recordOutcome = createRecordOutcome(deps);
    const lookAtCamera = createLookAtCamera({ ...deps, recordOutcome });
    const pollCamera = createPollCamera({ ...deps, lookAtCamera, recordOutcome, pollEvery: identityCheck.pollEvery });
    const { eraseVerification, handlers: erasureHandlers } = createEraseVerification(deps);

    const resolvers = [
      personalResolvers({ policy, startPersonalVerification: startPersonalVerification({ ...deps, lookAtCamera, open: openVerification({ ...deps, pollCamera }) }) }),
      realNameResolvers({ readRealName: readRealName({ ...deps, lookAtCamera }) }),
      identityCheckResolvers({ requestIdentityCheck: requestIdentityCheck(deps) }),
      erasureResolvers({ eraseVerification }),
    ];
    return {
      resolvers,
      jobs: { ...pollCamera.handlers, ...erasureHandlers },
      askForStepUp: askSecurityForStepUp(base.services, base.log),
    };
  },
};
