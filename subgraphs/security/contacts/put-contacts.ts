import { addNotice } from '../../shared/notices/notices.ts';
import type { CheckMethod } from '../../shared/schema.generated.ts';
import type { Transaction } from '../../shared/store/open-store.ts';
import { endChallenges } from '../challenges/challenge-store.ts';
import type { Deps } from '../deps.ts';
import { dropProofsBy } from '../sessions/session-store.ts';
import type { SecuritySettings } from '../settings/security-settings.entity.ts';
import { changeSettings } from '../settings/settings-store.ts';
import { contactsChanged } from './contact-notices.ts';
import { readContacts, type Contacts } from './read-contacts.ts';
import { tellHolder } from './tell-holder.ts';

/** What is left out stays; null is taken away. */
export type ContactChanges = Partial<Contacts>;

/**
 * Puts security contacts in force, control of which was proved, on settings that are held. What rests on an old one ends: open challenges, and proofs by it in every session.
 * Told are the old addresses and the new (ASVS 6.3.7): whoever loses an address hears of it there. What is so already changes nothing.
 */
export const putContacts = async (deps: Deps, transaction: Transaction, settings: SecuritySettings, given: ContactChanges, sessionId?: string): Promise<SecuritySettings> => {
  const { vault, jobs, audit, clock } = deps;
  const { accountId } = settings;
  const before = readContacts(vault, settings);
  const fresh: ContactChanges = {
    ...(given.phone !== undefined && given.phone !== before.phone ? { phone: given.phone } : {}),
    ...(given.email !== undefined && given.email !== before.email ? { email: given.email } : {}),
  };
  const methods: CheckMethod[] = [...(fresh.phone === undefined ? [] : ['SMS' as const]), ...(fresh.email === undefined ? [] : ['EMAIL' as const])];
  if (methods.length === 0) return settings;

  // What cannot be answered any more is asked for no more.
  const gone = methods.filter((method) => (method === 'SMS' ? fresh.phone : fresh.email) === null);
  const keep = (chosen: CheckMethod[]): CheckMethod[] => chosen.filter((method) => !gone.includes(method));
  const changed = await changeSettings(transaction, settings, {
    ...(fresh.phone === undefined ? {} : { phone: fresh.phone && vault.seal(fresh.phone) }),
    ...(fresh.email === undefined ? {} : { email: fresh.email && vault.seal(fresh.email) }),
    loginProtection: keep(settings.loginProtection),
    operationProtection: keep(settings.operationProtection),
  });
  await endChallenges(transaction, accountId, null, clock.now());
  await dropProofsBy(transaction, accountId, methods);
  await audit.record(transaction, { accountId, event: 'SECURITY_CONTACTS_SET', ...(sessionId ? { sessionId } : {}), details: { phone: fresh.phone !== undefined, email: fresh.email !== undefined, removed: gone } });

  const notice = contactsChanged(fresh);
  const said = notice[settings.language];
  await tellHolder(deps, transaction, settings, notice);
  if (fresh.phone) await addNotice(jobs, transaction, { channel: 'SMS', to: fresh.phone, ...said });
  if (fresh.email) await addNotice(jobs, transaction, { channel: 'EMAIL', to: fresh.email, ...said });
  return changed;
};
