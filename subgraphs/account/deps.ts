import { demandStepUp, type DemandStepUp } from '../shared/access.ts';
import { askSecurityForStepUp } from '../shared/ask-for-step-up.ts';
import { createCodes, type Codes } from '../shared/codes.ts';
import type { SubgraphConfig } from '../shared/config.ts';
import type { Base } from '../shared/run-subgraph.ts';
import { createPasswordHashing, type PasswordHashing } from './password/hash-password.ts';
import { createKnownPasswords, type KnownPasswords } from './password/known-passwords.ts';
import type { AccountPolicy } from './policy.ts';
import { createScans, type Scans } from './scans/scans.ts';
import { createSecurityService, type SecurityService } from './security-service.ts';
import { createPasswordGuesses, type PasswordGuesses } from './sign-in/password-guesses.ts';

type Shared = Pick<Base<AccountPolicy>, 'store' | 'clock' | 'vault' | 'log' | 'jobs' | 'audit' | 'idempotency'>;
/** What the parts are made of besides. */
type Outside = Pick<Base<AccountPolicy>, 'services'> & { config: Pick<SubgraphConfig, 'consoleUrl' | 'knownPasswordsFile'> };

/** What the use cases of this subgraph work with. */
export interface Deps extends Shared {
  policy: AccountPolicy;
  codes: Codes;
  hashing: PasswordHashing;
  knownPasswords: KnownPasswords;
  guesses: PasswordGuesses;
  scans: Scans;
  security: SecurityService;
  demandStepUp: DemandStepUp;
  /** The pages that links in messages lead to. */
  consoleUrl: string;
  /** With which a page shows the captcha; null when none is configured. */
  captchaSiteKey: string | null;
}

export const createDeps = (base: Shared & Outside, policy: AccountPolicy): Deps => ({
  ...base,
  policy,
  codes: createCodes(base, policy.codes, 'account.codes'),
  hashing: createPasswordHashing(policy.password.hash),
  knownPasswords: createKnownPasswords(base.config.knownPasswordsFile),
  guesses: createPasswordGuesses(base, policy.lockout),
  scans: createScans(),
  security: createSecurityService(base.services, base.log),
  demandStepUp: demandStepUp(askSecurityForStepUp(base.services, base.log)),
  consoleUrl: base.config.consoleUrl,
  captchaSiteKey: null,
});
