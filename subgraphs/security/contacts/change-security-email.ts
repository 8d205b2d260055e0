import type { Viewer } from '../../shared/caller.ts';
import { normaliseCode } from '../../shared/codes.ts';
import { ok, refuse, type Refusal, type Result } from '../../shared/result.ts';
import type { Deps } from '../deps.ts';
import type { SecurityView } from '../settings/security-view.ts';
import { holdSettingsOf } from '../settings/settings-store.ts';
import { codeSubject } from './contact-code.ts';
import { whyNotHere } from './contact-route.ts';
import { readEmail, whyUnchanged } from './contact-rules.ts';
import { followWithNotices } from './follow-with-notices.ts';
import { putContacts } from './put-contacts.ts';
import { readContacts } from './read-contacts.ts';

interface Given {
  email: string;
  code: string;
  alsoContactEmail: boolean;
}

const codeWrong: Refusal = { code: 'CODE_WRONG', path: ['code'] };

/** Puts another address in place of the security e-mail (TX-SEC-007), and of the contact e-mail where that is wanted (TX-SEC-008). */
export const changeSecurityEmail = async (deps: Deps, viewer: Viewer, given: Given): Promise<Result<SecurityView>> => {
  const { store, vault, codes, policy, jobs } = deps;
  const { accountId, sessionId } = viewer;
  const read = readEmail(given.email);
  if (!read.ok) return read;
  const [contact, code] = [read.value, normaliseCode(given.code)];
  const isElsewhere = await whyNotHere(deps, viewer);
  if (isElsewhere) return refuse(isElsewhere);
  // Counted on its own, before the code is looked at.
  const subject = codeSubject(contact, accountId);
  if (!(await codes.guess(subject, code))) return refuse(codeWrong);

  const done = await store.transaction(async (transaction): Promise<Result<{ view: SecurityView; jobId: string | null }>> => {
    const settings = await holdSettingsOf(transaction, viewer);
    const present = readContacts(vault, settings);
    const refusal = whyUnchanged(contact, present);
    if (refusal) return refuse(refusal);
    // A code is good once, also for two changes at the same time.
    if (!(await codes.consume(transaction, subject, code))) return refuse(codeWrong);
    const changed = await putContacts(deps, transaction, settings, { email: contact.to }, sessionId);
    const follows = given.alsoContactEmail || policy.contacts.noticesFollow.includes('EMAIL');
    const jobId = follows ? await followWithNotices(deps, transaction, { accountId, kind: 'EMAIL', to: contact.to, gone: present.email }) : null;
    return ok({ view: { settings: changed, viewer }, jobId });
  });
  if (!done.ok) return done;
  // When the answer comes notices go there; if account does not answer now, the job goes on trying.
  if (done.value.jobId) await jobs.runNow(done.value.jobId);
  return ok(done.value.view);
};
