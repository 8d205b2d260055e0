import type { Base } from '../shared/run-subgraph.ts';
import type { CloudInventory } from './checks/cloud-inventory.ts';
import type { DeregistrationPolicy } from './policy.ts';

/** What the use cases of this subgraph work with. */
export type Deps = Pick<Base<DeregistrationPolicy>, 'policy' | 'store' | 'clock' | 'vault' | 'log' | 'jobs' | 'audit' | 'idempotency' | 'services'> & {
  inventory: CloudInventory;
};
