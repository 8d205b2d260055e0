import type { Codes } from '../shared/codes.ts';
import type { Base } from '../shared/run-subgraph.ts';
import type { AccountService } from './account-service.ts';
import type { SecurityPolicy } from './policy.ts';

/** What the use cases of this subgraph work with. */
export interface Deps extends Pick<Base<SecurityPolicy>, 'store' | 'clock' | 'vault' | 'jobs' | 'audit' | 'idempotency'> {
  policy: SecurityPolicy;
  codes: Codes;
  account: AccountService;
}
