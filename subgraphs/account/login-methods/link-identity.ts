import type { Viewer } from '../../shared/caller.ts';
import { refuse, type Refusal, type Result } from '../../shared/result.ts';
import { findOpenAccount } from '../accounts/account-store.ts';
import type { Account } from '../accounts/account.entity.ts';
import type { Deps } from '../deps.ts';
import type { LinkIdentityInput } from '../schema.generated.ts';
import { findLink } from '../sign-in/link-store.ts';
import { putLoginMethod } from './put-login-method.ts';

const notFound: Refusal = { code: 'SCAN_NOT_FOUND', path: ['ticket'] };

/** Binds a third-party identity that signed in and was unknown to the account that was then signed in to for it (TX-ACC-011, TX-ACC-072 to TX-ACC-074). That sign-in is the proof of who is there. */
export const linkIdentity =
  (deps: Deps) =>
  async (viewer: Viewer, { ticket }: LinkIdentityInput): Promise<Result<Account>> => {
    const { store, scans, clock, policy } = deps;
    const { accountId } = viewer;
    const account = await findOpenAccount(store.read, accountId);
    if (!account || !(await findLink(store.read, { ticket, accountId }, clock.now()))) return refuse(notFound);
    const identified = await scans.identify({ ticket, authorisationCode: null, purpose: 'SIGN_IN', accountId: null });
    if (!identified.ok) return identified;
    const { kind, subject, name, mayBeBound } = identified.value;
    const { linkable } = policy.loginMethods;
    if (!linkable.includes(kind)) return refuse({ code: 'LOGIN_METHOD_NOT_OFFERED', path: ['ticket'], policy: 'account.loginMethods.linkable', limit: linkable.join(', ') });
    if (!mayBeBound) return refuse({ code: 'NOT_ADMINISTRATOR', path: ['ticket'] });
    const proved = {
      identity: { accountKind: account.kind, kind, subject },
      name,
      path: ['ticket'],
      useUp: async (transaction: Parameters<typeof scans.consume>[0]) => ((await scans.consume(transaction, ticket)) ? null : notFound),
    };
    return putLoginMethod(deps, viewer, { proved, isChange: false, passwordHash: null, syncContacts: false });
  };
