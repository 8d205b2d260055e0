import type { Viewer } from '../../shared/caller.ts';
import { ok, refuse, type Refusal, type Result } from '../../shared/result.ts';
import type { Transaction } from '../../shared/store/open-store.ts';
import { findAndHoldAccount } from '../accounts/account-store.ts';
import type { Account } from '../accounts/account.entity.ts';
import { takePhonePlaces } from '../accounts/phone-places.ts';
import type { Deps } from '../deps.ts';
import { tellHolder } from '../notices/tell-holder.ts';
import { endResetLinks } from '../password/reset/reset-link-store.ts';
import { settlePasswordJob, type SettlePassword } from '../password/settle-password.ts';
import { addressesBefore } from './addresses-before.ts';
import { identityIndex } from './identity.ts';
import { loginMethodBound, loginMethodChanged } from './login-method-notices.ts';
import { notOffered, whyNotBound, whyNotChanged } from './login-method-rules.ts';
import { findLoginMethods, insertLoginMethod } from './login-method-store.ts';
import type { LoginMethod } from './login-method.entity.ts';
import { putPassword } from './new-password.ts';
import type { ProvedIdentity } from './prove-login-method.ts';
import { releaseLoginMethod } from './release-login-method.ts';
import { syncContacts } from './sync-contacts.ts';
import { syncWechatLink } from './sync-wechat-link.ts';

interface Put {
  proved: ProvedIdentity;
  /** Whether it takes the place of the bound one of its kind. */
  isChange: boolean;
  passwordHash: string | null;
  /** Whether an address becomes the contact and the security address too. */
  syncContacts: boolean;
}

/**
 * Makes a proved identity a login method of the account, in place of the one of its kind where it is a change: all of it or nothing.
 * The account is held, so that each of any number of such requests sees what the one before has left.
 */
export const putLoginMethod = async (deps: Deps, { accountId, sessionId }: Viewer, put: Put): Promise<Result<Account>> => {
  const { store, policy, jobs, audit } = deps;
  const { proved, isChange, passwordHash } = put;
  const { accountKind, kind } = proved.identity;
  const done = await store.transaction(async (transaction): Promise<Result<{ account: Account; jobIds: (string | null)[] }>> => {
    const account = await findAndHoldAccount(transaction, accountId);
    if (!account) return refuse(notOffered(accountKind, policy));
    const standing = { accountKind, methods: await findLoginMethods(transaction, accountId) };
    const refusal = (isChange ? whyNotChanged : whyNotBound)(kind, standing, policy) ?? (await proved.useUp(transaction));
    if (refusal) return refuse(refusal);

    const old = standing.methods.find((method) => method.kind === kind) ?? null;
    const toldBesides = await addressesBefore(deps, transaction, accountId, old);
    const whyNotPut = await exchange(deps, transaction, account, old, proved);
    if (whyNotPut) return refuse({ path: proved.path, ...whyNotPut });

    const isSynced = put.syncContacts || policy.loginMethods.securityContactsFollow.includes(accountKind);
    const syncing = isSynced ? await syncContacts(deps, transaction, accountId, proved.identity) : null;
    // TX-ACC-047: from now on only the new password holds, and what was signed in to with the old one ends.
    const isReplaced = passwordHash !== null && (await putPassword(deps, transaction, accountId, passwordHash));
    if (isReplaced) await endResetLinks(transaction, standing.methods.map(({ identityIndex }) => identityIndex));
    const settling = isReplaced ? await jobs.add(transaction, { kind: settlePasswordJob, payload: { accountId, keepSessionId: sessionId, ownerCheckId: null } satisfies SettlePassword }) : null;
    await audit.record(transaction, { accountId, event: old ? 'LOGIN_METHOD_CHANGED' : 'LOGIN_METHOD_BOUND', sessionId, details: { kind, isRegistrationMethod: old?.isRegistrationMethod ?? false } });
    await tellHolder(deps, transaction, account, old ? loginMethodChanged(kind) : loginMethodBound(kind), toldBesides);
    return ok({ account, jobIds: [syncing, settling, await syncWechatLink(deps, transaction, accountId, kind, true)] });
  });
  if (!done.ok) return done;
  // When the answer comes all of it holds; if security does not answer now, the jobs go on trying.
  for (const jobId of done.value.jobIds) if (jobId) await jobs.runNow(jobId);
  return ok(done.value.account);
};

const exchange = async (deps: Deps, transaction: Transaction, account: Account, old: LoginMethod | null, { identity, name }: ProvedIdentity): Promise<Refusal | null> => {
  const { vault, policy, clock } = deps;
  const { id: accountId, kind: accountKind } = account;
  const { kind, subject } = identity;
  if (old && old.identityIndex === identityIndex(vault, identity)) return { code: 'LOGIN_METHOD_ALREADY_BOUND' };
  if (old) await releaseLoginMethod(deps, transaction, account, old);
  const overQuota = kind === 'PHONE' && (await takePhonePlaces(transaction, vault, policy.registration.accountsPerPhone, { phone: subject, accountId }, [`BIND_${accountKind}`]));
  if (overQuota) return overQuota;
  // What takes the place of the registration method is it from then on.
  const bound = await insertLoginMethod(transaction, vault, policy.loginMethods, { accountId, identity, name, isRegistrationMethod: old?.isRegistrationMethod ?? false, boundAt: clock.now() });
  if (bound === 'BOUND') return null;
  return bound === 'BIND_QUOTA_REACHED' ? { code: bound, policy: 'account.loginMethods.mostAccounts', limit: policy.loginMethods.mostAccounts[kind] } : { code: bound };
};
