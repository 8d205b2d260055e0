import { addConsent } from '../../shared/consents.ts';
import { takePlace } from '../../shared/quota.ts';
import { ok, refuse, type Refusal, type Result } from '../../shared/result.ts';
import type { Transaction } from '../../shared/store/open-store.ts';
import { insertContacts } from '../contacts/contact-store.ts';
import type { Deps } from '../deps.ts';
import { identityIndex, type Identity } from '../login-methods/identity.ts';
import { insertLoginMethod } from '../login-methods/login-method-store.ts';
import { insertPassword } from '../password/password-store.ts';
import type { PhoneUse } from '../registration/registration-policy.ts';
import type { AccountKind, AccountStatus, LoginMethodKind } from '../schema.generated.ts';
import { insertTenant } from '../tenants/tenant-store.ts';
import { insertAccount } from './account-store.ts';
import type { Account } from './account.entity.ts';
import { defaultNickname } from './nickname.ts';
import { takePhonePlaces } from './phone-places.ts';

/** An identity that signs in to a new account. */
interface OwnIdentity extends Omit<Identity, 'accountKind'> {
  /** The name that people know a third-party identity by. */
  name?: string | null;
}

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
  /** What the registration says of it. */
  traits?: Account['traits'];
  /** Where it comes from, when it was not registered here, and what else it is signed in to with there. */
  imported?: Pick<Account, 'site' | 'origin' | 'originId' | 'registeredAt'> & { furtherIdentities: OwnIdentity[] };
}

/** What of its phone counts: an account from elsewhere was registered with it only where nothing else can have registered it. */
const phoneUsesOf = ({ kind, identity, imported }: Opening): PhoneUse[] =>
  imported && kind === 'PASSPORT' && identity.kind !== 'PHONE' ? [`BIND_${kind}`] : [`REGISTER_${kind}`, `BIND_${kind}`];

const taken: Record<LoginMethodKind, Refusal> = {
  EMAIL: { code: 'EMAIL_TAKEN', path: ['email'] },
  PHONE: { code: 'PHONE_QUOTA_REACHED', path: ['phone'], policy: 'account.loginMethods.mostAccounts' },
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
  const { kind, identity, identityName, username, nickname, country, language, status, phone, email, passwordHash, consents, traits = [], imported } = opening;
  const now = clock.now();
  const { furtherIdentities = [], ...origin } = imported ?? { site: policy.site, origin: 'HERE' as const, originId: null, registeredAt: now };
  const account = await insertAccount(transaction, (numbers) => ({
    ...numbers,
    ...origin,
    kind,
    traits,
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
  }));
  const { id: accountId } = account;

  const overQuota = phone && (await takePhonePlaces(transaction, vault, policy.registration.accountsPerPhone, { phone, accountId }, phoneUsesOf(opening)));
  if (overQuota) return refuse(overQuota);
  // Told only here, where control of the identity was proved (TX-ACC-002 to TX-ACC-006).
  for (const own of [{ ...identity, name: identityName }, ...furtherIdentities]) if (!(await bindIdentity(deps, transaction, account, own, now))) return refuse(own.kind === 'PHONE' ? { ...taken.PHONE, limit: policy.loginMethods.mostAccounts.PHONE } : taken[own.kind]);

  await insertContacts(transaction, vault, accountId, { phone, email });
  if (passwordHash) await insertPassword(transaction, vault, accountId, passwordHash, now);
  if (status === 'ACTIVE') await insertTenant(transaction, { accountId, name: null, country, activatedAt: now });
  for (const consent of consents) await addConsent(transaction, accountId, consent, now);
  await audit.record(transaction, { accountId, event: imported ? 'ACCOUNT_IMPORTED' : 'ACCOUNT_REGISTERED', details: { kind, registeredWith: identity.kind, country } });
  return ok(account);
};

/** Makes an identity a login method of a new account; false when it may have no further one. */
const bindIdentity = async (deps: Deps, transaction: Transaction, { id: accountId, kind: accountKind, registeredWith }: Account, { name = null, ...identity }: OwnIdentity, boundAt: number): Promise<boolean> => {
  if (identity.kind === 'USERNAME' && !(await reserveUsername(deps, transaction, accountKind, identity.subject, accountId))) return false;
  const method = { accountId, identity: { accountKind, ...identity }, name, isRegistrationMethod: identity.kind === registeredWith, boundAt };
  return (await insertLoginMethod(transaction, deps.vault, deps.policy.loginMethods, method)) === 'BOUND';
};
