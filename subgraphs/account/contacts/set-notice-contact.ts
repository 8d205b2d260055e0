import { ok } from '../../shared/result.ts';
import { findAndHoldAccount } from '../accounts/account-store.ts';
import type { Deps } from '../deps.ts';
import { tellHolder } from '../notices/tell-holder.ts';
import type { NoticeContactInput } from '../schema.generated.ts';
import { maskContact } from './contact-label.ts';
import { contactChanged, contactRemoved } from './contact-notices.ts';
import { findContacts, updateContacts } from './contact-store.ts';

/**
 * Makes an address, control of which security has proved, the one that notices go to (TX-SEC-008); without an address, takes away the one that is gone.
 * By its key, not by its values: a repetition that comes late does not undo what was set after it. The old address and the new one are told.
 */
export const setNoticeContact =
  (deps: Deps) =>
  async ({ requestId, accountId, kind, to = null, gone = null }: NoticeContactInput): Promise<boolean> => {
    const { store, vault, audit, idempotency } = deps;
    const set = await idempotency.once<boolean>({ operation: 'setNoticeContact', caller: accountId, key: requestId, input: { kind, to, gone } }, (keep) =>
      store.transaction(async (transaction) => {
        const account = await findAndHoldAccount(transaction, accountId);
        if (!account) return ok(true);
        await keep(transaction, true);
        const [isPhone, contacts] = [kind === 'PHONE', await findContacts(transaction, vault, accountId)];
        const old = isPhone ? contacts.phone : contacts.email;
        // Where notices go somewhere else already, they go on to.
        if (old === to || (to === null && old !== gone)) return ok(true);
        await updateContacts(transaction, vault, accountId, isPhone ? { phone: to } : { email: to });
        await audit.record(transaction, { accountId, event: 'CONTACT_CHANGED', details: { kind, isRemoved: to === null } });
        const told = [old, to].filter((address) => address !== null).map((address) => ({ channel: isPhone ? ('SMS' as const) : ('EMAIL' as const), to: address }));
        await tellHolder(deps, transaction, account, to === null ? contactRemoved(kind) : contactChanged(kind, maskContact(kind, to)), told);
        return ok(true);
      }),
    );
    if (!set.ok) throw new Error(`The contact was not set: ${set.refusals[0]!.code}.`);
    return true;
  };
