import { ok, refuse, type Refusal, type Result } from '../../shared/result.ts';
import type { Transaction } from '../../shared/store/open-store.ts';
import type { Account } from '../accounts/account.entity.ts';
import type { Deps } from '../deps.ts';
import type { Identity } from './identity.ts';
import type { NewLoginMethod } from './new-login-method.ts';

/** An identity that its holder was proved to control. */
export interface ProvedIdentity {
  identity: Identity;
  /** The name that people know a third-party identity by. */
  name: string | null;
  /** The input field that it came by. */
  path: string[];
  /** Uses the proof up; a refusal when another request did so first. */
  useUp(transaction: Transaction): Promise<Refusal | null>;
}

type Prover = Pick<Deps, 'codes' | 'scans'>;

/** Judges the code, or asks the provider. Nothing is told before of who else has the identity. */
export const proveLoginMethod = async ({ codes, scans }: Prover, { id: accountId, kind: accountKind }: Account, given: NewLoginMethod): Promise<Result<ProvedIdentity>> => {
  if ('ticket' in given) {
    const { kind, ticket, authorisationCode } = given;
    const scanned = await scans.identify({ ticket, authorisationCode, purpose: 'BIND', accountId });
    if (!scanned.ok) return scanned;
    const notFound: Refusal = { code: 'SCAN_NOT_FOUND', path: ['ticket'] };
    // A scan of one kind is none of another.
    if (scanned.value.kind !== kind) return refuse(notFound);
    const useUp = async (transaction: Transaction) => ((await scans.consume(transaction, ticket)) ? null : notFound);
    return ok({ identity: { accountKind, kind, subject: scanned.value.subject }, name: scanned.value.name, path: ['ticket'], useUp });
  }

  const { kind, address, code } = given;
  const subject = { purpose: 'BIND_LOGIN_METHOD', to: address };
  const wrong: Refusal = { code: 'CODE_WRONG', path: [kind === 'EMAIL' ? 'emailCode' : 'phoneCode'] };
  if (!(await codes.guess(subject, code))) return refuse(wrong);
  const useUp = async (transaction: Transaction) => ((await codes.consume(transaction, subject, code)) ? null : wrong);
  return ok({ identity: { accountKind, kind, subject: address }, name: null, path: [kind === 'EMAIL' ? 'email' : 'phone'], useUp });
};
