import { sessionEnded } from '../../shared/access.ts';
import type { Viewer } from '../../shared/caller.ts';
import { addConsent } from '../../shared/consents.ts';
import type { KeepAnswer } from '../../shared/idempotency.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import type { Transaction } from '../../shared/store/open-store.ts';
import { findOpenAccount, moveAccount } from '../accounts/account-store.ts';
import type { Account } from '../accounts/account.entity.ts';
import { takePhonePlaces } from '../accounts/phone-places.ts';
import { findContacts } from '../contacts/contact-store.ts';
import type { Deps } from '../deps.ts';
import { findLoginMethods, isIdentityKnown } from '../login-methods/login-method-store.ts';
import { readProfile } from '../profile/profile-rules.ts';
import type { ActivateAccountInput, SessionDuty } from '../schema.generated.ts';
import { insertTenant } from '../tenants/tenant-store.ts';
import { whyNotActivated } from './activation-rules.ts';

export const endDutyJob = 'end-duty';

export interface EndDuty {
  accountId: string;
  duty: SessionDuty;
}

interface Activated {
  /** What tells security that the sessions may be used for everything. */
  jobId: string | null;
}

/** Activates an account, which makes its tenant, once for its whole life (BD-ACC-020, BD-ACC-023, HW-ACC-002). A second activation changes nothing. */
export const activateAccount =
  (deps: Deps) =>
  async (viewer: Viewer, { idempotencyKey, ...input }: ActivateAccountInput): Promise<Result<Account>> => {
    const { store, jobs, idempotency } = deps;
    const { accountId } = viewer;
    const activated = await idempotency.once<Activated>({ operation: 'activateAccount', caller: accountId, key: idempotencyKey, input }, (keep) =>
      store.transaction((transaction) => activate(deps, transaction, viewer, input, keep)),
    );
    if (!activated.ok) return activated;
    // When the answer comes the session may do everything; if security does not answer now, the job goes on trying.
    if (activated.value.jobId) await jobs.runNow(activated.value.jobId);
    const account = await findOpenAccount(store.read, accountId);
    if (!account) throw sessionEnded();
    return ok(account);
  };

const activate = async (deps: Deps, transaction: Transaction, { accountId, sessionId, duty }: Viewer, input: ActivateAccountInput, keep: KeepAnswer<Activated>): Promise<Result<Activated>> => {
  const { policy, vault, clock, jobs, audit } = deps;
  const account = await findOpenAccount(transaction, accountId);
  // It is being closed, and its sessions are ending.
  if (!account) throw sessionEnded();
  const endDuty = (): Promise<string | null> => jobs.add(transaction, { kind: endDutyJob, payload: { accountId, duty: 'ACTIVATE_ACCOUNT' } satisfies EndDuty });

  const basics = readProfile({ nickname: input.nickname ?? null, industry: input.industry ?? null, tenantName: input.tenantName ?? null }, account, policy);
  // Of any number at once one moves the account on, and makes the tenant.
  if (!(await moveAccount(transaction, accountId, 'activate', basics.ok ? basics.value.account : {}))) {
    // A session that was being opened meanwhile still has the duty.
    return ok({ jobId: duty === 'ACTIVATE_ACCOUNT' ? await endDuty() : null });
  }
  const { phone, email } = await addressesOf(deps, transaction, accountId);
  const refusals = [...(basics.ok ? [] : basics.refusals), ...whyNotActivated(input, account, phone, policy)];
  // HW-ACC-009; who has a phone leaves the e-mail address of the business empty instead (HW-ACC-042).
  if (policy.activation.emailIsExclusive && email && !phone && (await isIdentityKnown(transaction, vault, { accountKind: 'CLOUD', kind: 'EMAIL', subject: email }))) refusals.push({ code: 'EMAIL_TAKEN' });
  if (!basics.ok || refusals.length > 0) return refuse(...refusals);

  const overQuota = phone && account.kind === 'PASSPORT' && (await takePhonePlaces(transaction, vault, policy.registration.accountsPerPhone, { phone, accountId }, ['ACTIVATE_PASSPORT']));
  if (overQuota) return refuse({ code: overQuota.code, policy: overQuota.policy!, limit: overQuota.limit! });

  const now = clock.now();
  await insertTenant(transaction, { accountId, name: basics.value.tenantName ?? null, country: account.country, activatedAt: now });
  for (const consent of policy.registration.agreements) await addConsent(transaction, accountId, consent, now);
  await audit.record(transaction, { accountId, sessionId, event: 'ACCOUNT_ACTIVATED' });
  const activated = { jobId: await endDuty() };
  await keep(transaction, activated);
  return ok(activated);
};

/** The phone and the e-mail address of an account: what it is signed in to with, or else where its notices go. */
const addressesOf = async ({ vault }: Deps, transaction: Transaction, accountId: string): Promise<{ phone: string | null; email: string | null }> => {
  const methods = await findLoginMethods(transaction, accountId);
  const contacts = await findContacts(transaction, vault, accountId);
  const identityOf = (kind: 'PHONE' | 'EMAIL'): string | null => {
    const method = methods.find((bound) => bound.kind === kind);
    return method ? vault.open(method.sealedIdentity) : null;
  };
  return { phone: identityOf('PHONE') ?? contacts.phone, email: identityOf('EMAIL') ?? contacts.email };
};
