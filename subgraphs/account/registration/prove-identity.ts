import { ok, refuse, type Refusal, type Result } from '../../shared/result.ts';
import type { Deps } from '../deps.ts';
import type { Identity } from '../login-methods/identity.ts';
import type { Registration } from './registration-rules.ts';

/** The identity that an account is going to be registered with. */
export interface ProvedIdentity extends Omit<Identity, 'accountKind'> {
  /** The name that people know a third-party identity by. */
  name: string | null;
  /** The ticket that is used up with it. */
  ticket: string | null;
}

/** Proves that the addresses and the identity of a registration are the caller's, all of them before anything is told that only their owner may know. Each code that is tried counts as a guess. */
export const proveIdentity = async ({ codes, scans }: Pick<Deps, 'codes' | 'scans'>, { way, email, phone, username, scan, claims }: Registration): Promise<Result<ProvedIdentity>> => {
  const [guesses, scanned] = await Promise.all([
    Promise.all(claims.map(async ({ to, code, path }): Promise<Refusal | null> => ((await codes.guess({ purpose: 'REGISTER', to }, code)) ? null : { code: 'CODE_WRONG', path }))),
    scan && scans.identify({ ...scan, purpose: 'SIGN_IN', accountId: null }),
  ]);
  const refusals = guesses.filter((refusal) => refusal !== null);
  if (scanned && !scanned.ok) refusals.push(...scanned.refusals);
  // A ticket of one kind registers with no other.
  if (scanned?.ok && scanned.value.kind !== way.kind) refusals.push({ code: 'SCAN_NOT_FOUND', path: ['ticket'] });
  if (refusals.length > 0) return refuse(...refusals);
  if (scanned?.ok) return ok({ ...scanned.value, ticket: scan!.ticket });
  // Of the other kinds the address that was proved, or a name that nobody has to prove, is the identity.
  const subject = { EMAIL: email, PHONE: phone, USERNAME: username?.subject }[way.kind as 'EMAIL' | 'PHONE' | 'USERNAME'];
  return ok({ kind: way.kind, subject: subject!, name: null, ticket: null });
};
