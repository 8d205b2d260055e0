import type { Viewer } from '../../shared/caller.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import type { Transaction } from '../../shared/store/open-store.ts';
import type { Deps } from '../deps.ts';
import type { SecuritySettings } from '../settings/security-settings.entity.ts';
import type { SecurityView } from '../settings/security-view.ts';
import { followWithNotices } from './follow-with-notices.ts';
import { finishExchange } from './phone-exchange-store.ts';
import type { PhoneExchange } from './phone-exchange.entity.ts';
import { putContacts } from './put-contacts.ts';
import { readContacts } from './read-contacts.ts';

/** Puts the phone of an exchange in force, or takes the present one away, on settings that are held. */
export const finishPhoneExchange = async (deps: Deps, transaction: Transaction, viewer: Viewer, settings: SecuritySettings, { id, sealedTo }: PhoneExchange): Promise<Result<SecurityView>> => {
  const { vault, policy } = deps;
  const { accountId, sessionId } = viewer;
  if (!(await finishExchange(transaction, id, settings.phone))) return refuse({ code: 'SECURITY_CONTACT_CHANGE_REPLACED' });
  const to = sealedTo && vault.open(sealedTo);
  const changed = await putContacts(deps, transaction, settings, { phone: to }, sessionId);
  if (policy.contacts.noticesFollow.includes('PHONE')) await followWithNotices(deps, transaction, { accountId, kind: 'PHONE', to, gone: readContacts(vault, settings).phone });
  return ok({ settings: changed, viewer });
};
