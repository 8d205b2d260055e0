import { addConsent } from '../../shared/consents.ts';
import { takePlace } from '../../shared/quota.ts';
import { ok, refuse, type Refusal, type Result } from '../../shared/result.ts';
import type { Transaction } from '../../shared/store/open-store.ts';
import { insertContacts } from '../contacts/contact-store.ts';
import type { Deps } from '../deps.ts';
import { identityIndex, type Identity } from '../login-methods/identity.ts';
import { insertLoginMethod } from '../login-methods/login-method-store.ts';
import { insertPassword } from '../password/password-store.ts';
import type { AccountKind, AccountStatus, LoginMethodKind } from '../schema.generated.ts';
import { insertTenant } from '../tenants/tenant-store.ts';
import { insertAccount } from './account-store.ts';
import type { Account } from './account.entity.ts';
import { defaultNickname } from './nickname.ts';
import { takePhonePlaces } from './phone-places.ts';

/** A new account whose every part was checked and proved before. */
export interface Opening extends Pick<Account, 'kind' | 'country' | 'language' | 'username'> {
  status: Extract<AccountStatus, 'ACTIVE' | 'PENDING_ACTIVATION'>;
  /** What it is registered with. */
  identity: Omit<Identity, 'accountKind'>;
  /** The name that people know a third-party identity by. */
  identityName: string | null;
  phone: string | null;
  email: string | null;
  passwordHash: string | null;
  /** Null: to be made from the account number. */
  nickname: string | null;
  /** The texts that were agreed to. */
  consents: readonly { id: string; version: string }[];
  /** Where it comes from, when it was not registered here. */
  imported?: Pick<Account, 'site' | 'origin' | 'originId' | 'traits' | 'registeredAt'>;
}

const taken: Record<LoginMethodKind, Refusal> = {
  EMAIL: { code: 'EMAIL_TAKEN', path: ['email'] },
  PHONE: { code: 'PHONE_QUOTA_REACHED', path: ['phone'] },
  USERNAME: { code: 'USERNAME_TAKEN', path: ['username'] },
  WECHAT: { code: 'IDENTITY_TAKEN', path: ['ticket'] },
  QQ: { code: 'IDENTITY_TAKEN', path: ['ticket'] },
  WECHAT_OFFICIAL: { code: 'IDENTITY_TAKEN', path: ['ticket'] },
  WECOM: { code: 'IDENTITY_TAKEN', path: ['ticket'] },
  WEIBO: { code: 'IDENTITY_TAKEN', path: ['ticket'] },
};

/** Reserves a sign-in name for an account for ever: also after the account is gone nobody else gets it (BD-ACC-013, BD-ACC-014). False when somebody else has it, or had. */
export const reserveUsername = ({ vault }: Pick<Deps, 'vault'>, transaction: Transaction, accountKind: AccountKind, subject: string, accountId: string): Promise<boolean> =>
  // The holder is not the account, whose places are given back when it is erased.
  takePlace(transaction, { scope: 'username', subject: identityIndex(vault, { accountKind, kind: 'USERNAME', subject }), holder: `ever ${accountId}` }, 1);

/** Writes everything of a new account in one transaction, which the caller rolls back when it is refused: the identity, address or number may have no further account. */
export const openAccount = async (deps: Deps, transaction: Transaction, opening: Opening): Promise<Result<Account>> => {
  const { vault, policy, audit, clock } = deps;
  const { kind, identity, identityName, username, nickname, country, language, status, phone, email, passwordHash, consents, imported } = opening;
  const now = clock.now();
  const account = await insertAccount(transaction, (numbers) => ({
    ...numbers,
    kind,
    username,
    usernameChangedAt: null,
    nickname: nickname ?? defaultNickname(numbers.id),
    industry: null,
    enterpriseName: null,
    country,
    language,
    status,
    registeredWith: identity.kind,
    closedAt: null,
    ...(imported ?? { site: policy.site, origin: 'HERE' as const, originId: null, traits: [], registeredAt: now }),
  }));
  const { id: accountId } = account;

  if (identity.kind === 'USERNAME' && !(await reserveUsername(deps, transaction, kind, identity.subject, accountId))) return refuse(taken.USERNAME);
  const bound = await insertLoginMethod(transaction, vault, policy.loginMethods, { accountId, identity: { accountKind: kind, ...identity }, name: identityName, isRegistrationMethod: true, boundAt: now });
  // Told only here, where control of the identity was proved (TX-ACC-002 to TX-ACC-006).
  if (bound !== 'BOUND') return refuse(taken[identity.kind]);
  const overQuota = phone && (await takePhonePlaces(transaction, vault, policy.registration.accountsPerPhone, { phone, accountId }, [`REGISTER_${kind}`, `BIND_${kind}`]));
  if (overQuota) return refuse(overQuota);

  await insertContacts(transaction, vault, accountId, { phone, email });
  if (passwordHash) await insertPassword(transaction, vault, accountId, passwordHash, now);
  if (status === 'ACTIVE') await insertTenant(transaction, { accountId, name: null, country, activatedAt: now });
  for (const consent of consents) await addConsent(transaction, accountId, consent, now);
  await audit.record(transaction, { accountId, event: imported ? 'ACCOUNT_IMPORTED' : 'ACCOUNT_REGISTERED', details: { kind, registeredWith: identity.kind, country } });
  return ok(account);
};
