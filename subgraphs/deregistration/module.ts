import { askSecurityForStepUp } from '../shared/ask-for-step-up.ts';
import { consentEntity } from '../shared/consents.ts';
import type { SubgraphModule } from '../shared/run-subgraph.ts';
import { carryOutChecks } from './checks/carry-out-checks.ts';
import { checksJob } from './checks/begin-checks.ts';
import { createCloudInventory } from './checks/cloud-inventory.ts';
import { closureCheckEntity } from './checks/closure-check.entity.ts';
import { giveUpEntity } from './checks/give-up.entity.ts';
import { closureEntity } from './closure/closure.entity.ts';
import { closurePolicyResolvers } from './closure/closure-policy.resolvers.ts';
import { closureResolvers } from './closure/closure.resolvers.ts';
import { carryOutClosure, erasureJob } from './erasure/carry-out-closure.ts';
import { closureStepEntity } from './erasure/closure-step.entity.ts';
import { CreateDeregistrationTables1767225600000 } from './migrations/create-deregistration-tables.ts';
import { deregistrationPolicy, type DeregistrationPolicy } from './policy.ts';

/** Closes accounts for good: from the application over the checks and the identity check to the erasure everywhere. */
export const deregistrationModule: SubgraphModule<DeregistrationPolicy> = {
  name: 'deregistration',
  policy: deregistrationPolicy,
  entities: [closureEntity, consentEntity, closureCheckEntity, giveUpEntity, closureStepEntity],
  migrations: [CreateDeregistrationTables1767225600000],
  build: (base) => {
    const deps = { ...base, inventory: createCloudInventory(base.config.cloudUrl) };
    return {
      resolvers: [closureResolvers(deps), closurePolicyResolvers(deps)],
      jobs: { [checksJob]: carryOutChecks(deps), [erasureJob]: carryOutClosure(deps) },
      askForStepUp: askSecurityForStepUp(base.services, base.log),
    };
  },
};
