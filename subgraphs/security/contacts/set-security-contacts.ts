import { ok } from '../../shared/result.ts';
import type { Deps } from '../deps.ts';
import { holdSettings } from '../settings/settings-store.ts';
import { putContacts, type ContactChanges } from './put-contacts.ts';

interface Change extends ContactChanges {
  /** The same for every repetition. */
  requestId: string;
  accountId: string;
}

/** Sets the security phone or e-mail, control of which the caller has proved; null takes it away, what is left out stays. Nothing else changes. */
export const setSecurityContacts = async (deps: Deps, { requestId, accountId, ...contacts }: Change): Promise<void> => {
  const { store, idempotency } = deps;
  // By its key, not by its values: a repetition that comes late does not undo what was set after it.
  const set = await idempotency.once<boolean>({ operation: 'setSecurityContacts', caller: accountId, key: requestId, input: contacts }, (keep) =>
    store.transaction(async (transaction) => {
      const settings = await holdSettings(transaction, accountId);
      // One that was never signed in to gets its contacts with its first session; one that was erased has none any more.
      if (!settings) return ok(true);
      await keep(transaction, true);
      await putContacts(deps, transaction, settings, contacts);
      return ok(true);
    }),
  );
  if (!set.ok) throw new Error(`The security contacts were not set: ${set.refusals[0]!.code}.`);
};
