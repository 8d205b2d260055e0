import { ok, refuse, type Refusal, type Result } from '../../shared/result.ts';
import { maySignIn } from '../accounts/account-states.ts';
import type { Deps } from '../deps.ts';
import { identityIndex } from '../login-methods/identity.ts';
import type { UnknownIdentity, UnknownIdentityChoice } from '../schema.generated.ts';
import { findCandidates } from './candidate-store.ts';
import type { Asked, Proof } from './proof.ts';
import { failed } from './sign-in-rules.ts';

export const scanNotFound: Refusal = { code: 'SCAN_NOT_FOUND', path: ['ticket'] };

/** An identity that a third party has confirmed. One that no account has can register an account or be linked to one (TX-ACC-011); it opens none until it was bound (TX-ACC-026). */
export const proveThirdParty = async ({ store, clock, vault, policy, scans, audit }: Deps, { input, accountKind }: Asked): Promise<Result<Proof | { unknownIdentity: UnknownIdentity }>> => {
  const { ticket, authorisationCode = null } = input;
  if (!ticket) return refuse(scanNotFound);
  const identified = await scans.identify({ ticket, authorisationCode, purpose: 'SIGN_IN', accountId: null });
  if (!identified.ok) return identified;
  const { kind, subject, name } = identified.value;
  // BD-ACC-027
  const offered = policy.signIn.accountKinds.find((each) => each.kind === accountKind)?.thirdParties ?? [];
  if (!offered.includes(kind)) return refuse({ code: 'SIGN_IN_METHOD_NOT_OFFERED', path: ['ticket'], policy: 'account.signIn.accountKinds', limit: offered.join(', ') });

  const identity = { kind, identityIndex: identityIndex(vault, { accountKind, kind, subject }) };
  const candidates = await findCandidates(store.read, vault, identity, policy.site);
  if (candidates.length === 0) {
    const registers = policy.registration.ways.some((way) => way.kind === kind && way.opens === accountKind);
    const choices: UnknownIdentityChoice[] = [...(registers ? ['REGISTER' as const] : []), ...(policy.loginMethods.linkable.includes(kind) ? ['LINK' as const] : [])];
    return ok({ unknownIdentity: { ticket, kind, name, choices, expiresAt: clock.now() + policy.signIn.identifiedLifetime } });
  }
  const accounts = candidates.filter(({ account }) => maySignIn(account.status)).map(({ account }) => ({ account, password: null }));
  if (accounts.length === 0) return refuse(failed);
  return ok({
    accounts,
    identity,
    useUp: async (transaction) => {
      if (!(await scans.consume(transaction, ticket))) return scanNotFound;
      for (const { account } of accounts) await audit.record(transaction, { accountId: account.id, event: 'SIGN_IN_THIRD_PARTY_PROVED', details: { kind } });
      return null;
    },
    deviceToken: null,
    isNewAccount: false,
    facts: { firstFactor: kind === 'WECHAT' ? 'WECHAT' : null },
  });
};
