import type { Caller } from '../../shared/caller.ts';
import type { Refusal, Result } from '../../shared/result.ts';
import type { Transaction } from '../../shared/store/open-store.ts';
import type { Deps } from '../deps.ts';
import type { AccountKind, SignInInput, UnknownIdentity } from '../schema.generated.ts';
import type { SignInFacts } from '../security-service.ts';
import type { Candidate, IdentityKey } from './candidate-store.ts';

/** A first factor that was proved, and what it opens. */
export interface Proof {
  /** At least one, all of which may be signed in to. `password` is that which was proved; null when something else was. */
  accounts: Candidate[];
  /** By what the accounts were found; null when another app has vouched for the account itself. */
  identity: IdentityKey | null;
  /** Uses the proof up, together with what comes of it; null when that has been done. A refusal says that another request was faster. */
  useUp: ((transaction: Transaction) => Promise<Refusal | null>) | null;
  /** Marks the device as known, where a password was proved. */
  deviceToken: string | null;
  isNewAccount: boolean;
  /** What else is known of the sign-in. */
  facts?: Partial<SignInFacts>;
}

export interface Asked {
  input: SignInInput;
  accountKind: AccountKind;
  caller: Caller;
}

/** Proves the first factor by one method. */
export type Prove = (deps: Deps, asked: Asked) => Promise<Result<Proof | { unknownIdentity: UnknownIdentity }>>;
