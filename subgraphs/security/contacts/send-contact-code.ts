import type { Caller, Viewer } from '../../shared/caller.ts';
import { addCode } from '../../shared/notices/notices.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';
import { limitSends } from '../../shared/sends/limit-sends.ts';
import { challengeMessage } from '../challenges/challenge-message.ts';
import type { Deps } from '../deps.ts';
import { findSession } from '../sessions/session-store.ts';
import { holdSettingsOf } from '../settings/settings-store.ts';
import { codeSubject, limitsOfSend } from './contact-code.ts';
import { whyNotHere } from './contact-route.ts';
import { isPhoneProved, phoneNotProved, whyUnchanged, type NewContact } from './contact-rules.ts';
import { readContacts } from './read-contacts.ts';

interface Sent {
  resendAfter: number;
  expiresAt: number;
}

/** Sends a code to the address that is to become the security phone or e-mail (TX-SEC-005, TX-SEC-007). It says what for, so that nobody is talked into reading it out. */
export const sendContactCode = async (deps: Deps, viewer: Viewer, read: Result<NewContact>, { language, address }: Pick<Caller, 'language' | 'address'>): Promise<Result<Sent>> => {
  const { store, vault, codes, jobs, clock, policy, audit } = deps;
  if (!read.ok) return read;
  const { kind, to } = read.value;
  const isElsewhere = await whyNotHere(deps, viewer);
  if (isElsewhere) return refuse(isElsewhere);
  const path = [kind === 'PHONE' ? 'phone' : 'email'];
  return store.transaction(async (transaction) => {
    const present = readContacts(vault, await holdSettingsOf(transaction, viewer));
    const refusal = whyUnchanged(read.value, present);
    if (refusal) return refuse(refusal);
    if (kind === 'PHONE' && !isPhoneProved(present, await findSession(transaction, viewer), policy, clock.now())) return refuse(phoneNotProved);
    const issued = await codes.issue(transaction, codeSubject(read.value, viewer.accountId));
    if (!issued.ok) return refuse(...issued.refusals.map((refused) => ({ ...refused, path })));
    await limitSends(transaction, limitsOfSend(deps, viewer.accountId, read.value, address), clock.now());
    const { code, expiresAt, resendAfter } = issued.value;
    const message = challengeMessage[language]({ code, occasion: `CHANGE_SECURITY_${kind}`, lifetime: expiresAt - clock.now() });
    await addCode(jobs, transaction, { channel: kind === 'PHONE' ? 'SMS' : 'EMAIL', to, ...message });
    await audit.record(transaction, { ...viewer, event: 'SECURITY_CONTACT_CODE_SENT', details: { kind } });
    return ok({ resendAfter, expiresAt });
  });
};
