import { addNotice } from '../../shared/notices/notices.ts';
import { ok } from '../../shared/result.ts';
import type { Deps } from '../deps.ts';
import { changeSettings, holdSettings } from '../settings/settings-store.ts';
import { contactsChanged } from './contact-notices.ts';
import { readContacts, type Contacts } from './read-contacts.ts';
import { tellHolder } from './tell-holder.ts';

interface Change extends Contacts {
  /** The same for every repetition. */
  requestId: string;
  accountId: string;
}

/**
 * Sets the security phone or e-mail, control of which the caller has proved; null leaves it. Nothing else changes.
 * Told are the old addresses and the new (ASVS 6.3.7): whoever loses an address hears of it there.
 */
export const setSecurityContacts = async (deps: Deps, { requestId, accountId, phone, email }: Change): Promise<void> => {
  const { store, vault, jobs, audit, idempotency } = deps;
  // By its key, not by its values: a repetition that comes late does not undo what was set after it.
  const set = await idempotency.once<boolean>({ operation: 'setSecurityContacts', caller: accountId, key: requestId, input: { phone, email } }, (keep) =>
    store.transaction(async (transaction) => {
      const settings = await holdSettings(transaction, accountId);
      // One that was never signed in to gets its contacts with its first session; one that was erased has none any more.
      if (!settings) return ok(true);
      await keep(transaction, true);
      const before = readContacts(vault, settings);
      const fresh: Contacts = { phone: phone === before.phone ? null : phone, email: email === before.email ? null : email };
      if (!fresh.phone && !fresh.email) return ok(true);
      await changeSettings(transaction, settings, { ...(fresh.phone ? { phone: vault.seal(fresh.phone) } : {}), ...(fresh.email ? { email: vault.seal(fresh.email) } : {}) });
      await audit.record(transaction, { accountId, event: 'SECURITY_CONTACTS_SET', details: { phone: fresh.phone !== null, email: fresh.email !== null } });
      const notice = contactsChanged(fresh);
      const said = notice[settings.language];
      await tellHolder(deps, transaction, settings, notice);
      if (fresh.phone) await addNotice(jobs, transaction, { channel: 'SMS', to: fresh.phone, ...said });
      if (fresh.email) await addNotice(jobs, transaction, { channel: 'EMAIL', to: fresh.email, ...said });
      return ok(true);
    }),
  );
  if (!set.ok) throw new Error(`The security contacts were not set: ${set.refusals[0]!.code}.`);
};
