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
import { settlePhoneExchangeJob, type SettlePhoneExchange } from './settle-phone-exchange.ts';

interface Finished {
  view: SecurityView;
  /** The jobs that settle it, and have notices follow. */
  jobIds: (string | null)[];
}

/** Puts the phone of an exchange in force, or takes the present one away, on settings that are held. */
export const finishPhoneExchange = async (deps: Deps, transaction: Transaction, viewer: Viewer, settings: SecuritySettings, { id, sealedTo }: PhoneExchange): Promise<Result<Finished>> => {
  const { vault, policy, jobs } = deps;
  const { accountId, sessionId } = viewer;
  if (!(await finishExchange(transaction, id, settings.phone))) return refuse({ code: 'SECURITY_CONTACT_CHANGE_REPLACED' });
  // Settled at once; the job of the beginning, which waits for its time, finds nothing left to do.
  const settling = await jobs.add(transaction, { kind: settlePhoneExchangeJob, payload: { exchangeId: id, accountId } satisfies SettlePhoneExchange });
  const to = sealedTo && vault.open(sealedTo);
  const changed = await putContacts(deps, transaction, settings, { phone: to }, sessionId);
  const following = policy.contacts.noticesFollow.includes('PHONE') ? await followWithNotices(deps, transaction, { accountId, kind: 'PHONE', to, gone: readContacts(vault, settings).phone }) : null;
  return ok({ view: { settings: changed, viewer }, jobIds: [settling, following] });
};

/** Has the exchange settled, when the answer comes, whether it was finished or not; if account does not answer now, the jobs go on trying. */
export const answerWhenSettled = async ({ jobs }: Pick<Deps, 'jobs'>, exchange: PhoneExchange, done: Result<Finished>): Promise<Result<SecurityView>> => {
  for (const jobId of done.ok ? done.value.jobIds : [exchange.jobId]) if (jobId) await jobs.runNow(jobId);
  return done.ok ? ok(done.value.view) : done;
};
