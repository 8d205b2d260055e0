import { ok, refuse, type Refusal, type Result } from '../../shared/result.ts';
import { hashSecret } from '../../shared/vault.ts';
import { findAndHoldAccount } from '../accounts/account-store.ts';
import type { Deps } from '../deps.ts';
import { tellHolder } from '../notices/tell-holder.ts';
import { maskContact } from './contact-label.ts';
import { contactChanged } from './contact-notices.ts';
import { findContacts, updateContacts } from './contact-store.ts';
import { findByToken, takeConfirmation } from './pending-contact-store.ts';
import { syncSecurityContacts } from './sync-security-contacts.ts';

const notFound: Refusal = { code: 'CONFIRMATION_NOT_FOUND', path: ['token'] };

/** Puts a new contact in force: whoever has the token reads what is sent there (TX-ACC-043, TX-ACC-044). The old address and the new one are told. A second time nothing changes. */
export const confirmContact =
  (deps: Deps) =>
  async (token: string): Promise<Result<null>> => {
    const { store, vault, clock, jobs, audit } = deps;
    const tokenHash = hashSecret(token);
    const confirmed = await store.transaction(async (transaction): Promise<Result<{ jobId: string | null }>> => {
      // Before anything is looked at: of many at once one gets further.
      const isFirst = await takeConfirmation(transaction, tokenHash, clock.now());
      const pending = await findByToken(transaction, tokenHash, clock.now());
      const account = pending && (await findAndHoldAccount(transaction, pending.accountId));
      if (!pending || !account) return refuse(notFound);

      const { accountId, kind, sealedTo, syncSecurityEmail } = pending;
      const [isPhone, to, contacts] = [kind === 'PHONE', vault.open(sealedTo), await findContacts(transaction, vault, accountId)];
      const old = isPhone ? contacts.phone : contacts.email;
      // Opened again, it is confirmed as long as nothing has taken its place.
      if (!isFirst) return old === to ? ok({ jobId: null }) : refuse(notFound);

      await updateContacts(transaction, vault, accountId, isPhone ? { phone: to } : { email: to });
      await audit.record(transaction, { accountId, event: 'CONTACT_CHANGED', details: { kind, syncSecurityEmail } });
      const told = [old, to].filter((address) => address !== null).map((address) => ({ channel: isPhone ? ('SMS' as const) : ('EMAIL' as const), to: address }));
      await tellHolder(deps, transaction, account, contactChanged(kind, maskContact(kind, to)), told);
      return ok({ jobId: syncSecurityEmail ? await syncSecurityContacts(deps, transaction, { accountId, contacts: { email: to } }) : null });
    });
    if (!confirmed.ok) return confirmed;
    // When the answer comes the security e-mail is the same; if security does not answer now, the job goes on trying.
    if (confirmed.value.jobId) await jobs.runNow(confirmed.value.jobId);
    return ok(null);
  };
