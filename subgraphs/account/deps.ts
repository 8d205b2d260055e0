import type { Codes } from '../shared/codes.ts';
import type { Base } from '../shared/run-subgraph.ts';
import type { PasswordHashing } from './password/hash-password.ts';
import type { AccountPolicy } from './policy.ts';
import type { SecurityService } from './security-service.ts';
import type { PasswordGuesses } from './sign-in/password-guesses.ts';

/** What the use cases of this subgraph work with. */
export interface Deps extends Pick<Base<AccountPolicy>, 'store' | 'clock' | 'vault' | 'log' | 'jobs' | 'audit' | 'idempotency'> {
  policy: AccountPolicy;
  codes: Codes;
  hashing: PasswordHashing;
  guesses: PasswordGuesses;
  security: SecurityService;
}
