import type { Caller } from '../../shared/caller.ts';
import { newId } from '../../shared/ids.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import { maySignIn } from '../accounts/account-states.ts';
import { findAccount } from '../accounts/account-store.ts';
import { findContacts } from '../contacts/contact-store.ts';
import type { Deps } from '../deps.ts';
import { findLoginMethod } from '../login-methods/login-method-store.ts';
import type { BegunSession, SignInFacts } from '../security-service.ts';
import { findCandidates, type Candidate, type IdentityKey } from './candidate-store.ts';
import { dutyOf } from './duty.ts';
import { failed } from './sign-in-rules.ts';

/** Opens a session, or a challenge, for an account whose first factor was proved. Gives neither when security does not answer. */
export const openSessionFor = async (deps: Deps, proved: Candidate, identity: IdentityKey | null, how: { facts: SignInFacts; trustToken: string | null; caller: Caller }): Promise<Result<BegunSession>> => {
  const { store, vault, security, clock } = deps;
  const { account, password } = proved;
  const contacts = await findContacts(store.read, vault, account.id);
  const hasWechat = (await findLoginMethod(store.read, account.id, 'WECHAT')) !== null;
  const begun = await security.beginSession({ attemptId: newId('attempt'), accountId: account.id, contacts, duty: dutyOf(account, password, clock.now()), hasWechat, ...how });
  // The account may have been closed, its password changed or its identity unbound while the session was opened, after all others were ended: looked at once more, this one ends too.
  if (await isStillProved(deps, proved, identity)) return begun?.refusal ? refuse({ code: begun.refusal }) : ok(begun ?? { session: null, challenge: null, refusal: null });
  await security.endSessions(account.id, null);
  return refuse(failed);
};

/** Whether what was proved opens the account now. */
export const isStillProved = async ({ store, vault, policy }: Deps, { account, password }: { account: Pick<Candidate['account'], 'id'>; password: { version: number } | null }, identity: IdentityKey | null): Promise<boolean> => {
  if (!identity) {
    const now = await findAccount(store.read, account.id);
    return now !== null && maySignIn(now.status);
  }
  const now = (await findCandidates(store.read, vault, identity, policy.site)).find((candidate) => candidate.account.id === account.id);
  return now !== undefined && maySignIn(now.account.status) && (password === null || now.password?.version === password.version);
};
