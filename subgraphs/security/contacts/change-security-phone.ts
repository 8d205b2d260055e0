import type { Viewer } from '../../shared/caller.ts';
import { normaliseCode } from '../../shared/codes.ts';
import { refuse, type Refusal, type Result } from '../../shared/result.ts';
import type { Deps } from '../deps.ts';
import { findSession } from '../sessions/session-store.ts';
import type { SecurityView } from '../settings/security-view.ts';
import { holdSettingsOf } from '../settings/settings-store.ts';
import { beginPhoneExchange } from './begin-phone-exchange.ts';
import { codeSubject } from './contact-code.ts';
import { askAccount, whyNotHere } from './contact-route.ts';
import { isPhoneProved, phoneNotProved, readPhone, whyUnchanged } from './contact-rules.ts';
import { answerWhenSettled, finishPhoneExchange } from './finish-phone-exchange.ts';
import { readContacts } from './read-contacts.ts';

const codeWrong: Refusal = { code: 'CODE_WRONG', path: ['code'] };

/**
 * Puts another phone in place of the security phone (TX-SEC-005). A place of the new number is taken before it counts, and that of the old one given back after (TX-ACC-007, TX-ACC-008):
 * of the two parts each has its own store, so the exchange is written down first, and settled whatever fails in between.
 */
export const changeSecurityPhone = async (deps: Deps, viewer: Viewer, given: { phone: string; code: string }): Promise<Result<SecurityView>> => {
  const { store, vault, codes, clock, policy, account } = deps;
  const { accountId } = viewer;
  const read = readPhone(given.phone, policy);
  if (!read.ok) return read;
  const [contact, code] = [read.value, normaliseCode(given.code)];
  const isElsewhere = await whyNotHere(deps, viewer);
  if (isElsewhere) return refuse(isElsewhere);
  // Counted on its own, before the code is looked at. What the number is otherwise used for is told to nobody before it was right.
  const subject = codeSubject(contact, accountId);
  if (!(await codes.guess(subject, code))) return refuse(codeWrong);

  const exchange = await beginPhoneExchange(deps, accountId, contact.to);
  const place = await askAccount(deps, account.takePhonePlace({ exchangeId: exchange.id, accountId, phone: contact.to }));
  const done = !place.isTaken
    ? refuse(place.limit === null ? { code: 'SECURITY_CONTACT_CHANGE_REPLACED' } : { code: 'PHONE_QUOTA_REACHED', path: ['phone'], policy: place.policy!, limit: place.limit })
    : await store.transaction(async (transaction) => {
        const settings = await holdSettingsOf(transaction, viewer);
        const present = readContacts(vault, settings);
        const refusal = whyUnchanged(contact, present);
        if (refusal) return refuse(refusal);
        if (!isPhoneProved(present, await findSession(transaction, viewer), policy, clock.now())) return refuse(phoneNotProved);
        // A code is good once, also for two changes at the same time.
        if (!(await codes.consume(transaction, subject, code))) return refuse(codeWrong);
        return finishPhoneExchange(deps, transaction, viewer, settings, exchange);
      });
  return answerWhenSettled(deps, exchange, done);
};
