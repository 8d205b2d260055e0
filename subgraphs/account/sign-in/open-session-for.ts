import type { Caller } from '../../shared/caller.ts';
import { newId } from '../../shared/ids.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import { maySignIn } from '../accounts/account-states.ts';
import { findAccount } from '../accounts/account-store.ts';
import { findContacts } from '../contacts/contact-store.ts';
import type { Deps } from '../deps.ts';
import { findLoginMethod } from '../login-methods/login-method-store.ts';
import type { CheckMethod } from '../schema.generated.ts';
import type { BegunSession } from '../security-service.ts';
import { findCandidates, type Candidate, type IdentityKey } from './candidate-store.ts';
import { dutyOf } from './duty.ts';
import { failed } from './sign-in-rules.ts';

/** Opens a session, or a challenge, for an account whose first factor was proved. Gives neither when security does not answer. */
export const openSessionFor = async (deps: Deps, candidate: Candidate, identity: IdentityKey | null, caller: Caller): Promise<Result<BegunSession>> => {
  const { store, vault, security, clock } = deps;
  const { account, password } = candidate;
  const contacts = await findContacts(store.read, vault, account.id);
  const isScanned = identity?.kind === 'WECHAT';
  const hasWechat = isScanned || (await findLoginMethod(store.read, account.id, 'WECHAT')) !== null;
  // TX-SEC-032: a scan by the WeChat that is linked has proved what login protection by WeChat asks for.
  const proved: CheckMethod[] = isScanned ? ['WECHAT'] : [];
  const begun = await security.beginSession({ attemptId: newId('attempt'), accountId: account.id, contacts, duty: dutyOf(account, password, clock.now()), hasWechat, proved, caller });
  // The account may have been closed, its password changed or its identity unbound while the session was opened, after all others were ended: looked at once more, this one ends too.
  if (await isStillProved(deps, candidate, identity)) return ok(begun ?? { session: null, challenge: null });
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
