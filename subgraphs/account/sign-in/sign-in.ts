import type { Caller } from '../../shared/caller.ts';
import { newId } from '../../shared/ids.ts';
import { ok, refuse, type Refusal, type Result } from '../../shared/result.ts';
import { dutyOf, maySignIn } from '../accounts/account-states.ts';
import { findAccount } from '../accounts/account-store.ts';
import { findContacts } from '../contacts/contact-store.ts';
import type { Deps } from '../deps.ts';
import { normaliseEmail } from '../login-methods/email-address.ts';
import { identityIndex } from '../login-methods/identity.ts';
import { isHashable } from '../password/hash-password.ts';
import { isPasswordVersion, rehashPassword } from '../password/password-store.ts';
import type { SessionDuty, SignInInput } from '../schema.generated.ts';
import type { BegunSession } from '../security-service.ts';
import { findCredential } from './credential-store.ts';

const failed: Refusal = { code: 'SIGN_IN_FAILED' };

interface Proved {
  accountId: string;
  version: number;
  duty: SessionDuty | null;
  /** A hash of today's cost, where the stored one is cheaper. */
  newHash: string | null;
}

/** Signs in with the password. An unknown address, a wrong password and an account that may not be signed in to take the same steps and look the same. Gives null when the password is right and security does not answer. */
export const signIn =
  (deps: Deps) =>
  async (input: SignInInput, caller: Caller): Promise<Result<BegunSession | null>> => {
    const { store, vault, hashing, guesses, security, audit, log } = deps;
    const { password = null } = input;
    const email = normaliseEmail(input.account ?? '');
    if (!email || password === null || !isHashable(password)) return refuse(failed);
    const name = identityIndex(vault, { accountKind: 'CLOUD', kind: 'EMAIL', subject: email });

    const compare = async (): Promise<Proved | null> => {
      const credential = await findCredential(store.read, vault, name);
      const isRight = await hashing.verify(password, credential?.password.hash ?? null);
      if (!credential || !isRight || !maySignIn(credential.status)) return null;
      const { hash, version } = credential.password;
      return { accountId: credential.accountId, version, duty: dutyOf(credential.status), newHash: hashing.isOutdated(hash) ? await hashing.hash(password) : null };
    };
    const judged = await guesses.judge(name, compare, async (transaction, { accountId, version, newHash }) => {
      if (newHash) await rehashPassword(transaction, vault, accountId, version, newHash);
      await audit.record(transaction, { accountId, event: 'SIGN_IN_PASSWORD_PROVED' });
    });
    if (!judged.ok || !judged.value) {
      // The name is its keyed hash, so that the log shows attacks and no addresses.
      log.info({ event: judged.ok ? 'SIGN_IN_FAILED' : 'SIGN_IN_LOCKED', signInName: name.slice(0, 16), requestId: caller.requestId }, 'sign-in refused');
      return judged.ok ? refuse(failed) : judged;
    }

    const { accountId, version, duty } = judged.value;
    const contacts = await findContacts(store.read, vault, accountId);
    const begun = await security.beginSession({ attemptId: newId('attempt'), accountId, contacts, duty, caller });
    // The account may have been closed, or its password changed, while the session was opened, after all others were ended: looked at once more, this one ends too.
    const account = await findAccount(store.read, accountId);
    if (account && maySignIn(account.status) && (await isPasswordVersion(store.read, accountId, version))) return ok(begun);
    await security.endSessions(accountId, null);
    return refuse(failed);
  };
