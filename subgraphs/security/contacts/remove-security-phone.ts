import type { Viewer } from '../../shared/caller.ts';
import { refuse, type Result } from '../../shared/result.ts';
import type { Deps } from '../deps.ts';
import { findSession } from '../sessions/session-store.ts';
import { boundMethods } from '../settings/bound-methods.ts';
import type { SecurityView } from '../settings/security-view.ts';
import { holdSettingsOf } from '../settings/settings-store.ts';
import { beginPhoneExchange } from './begin-phone-exchange.ts';
import { whyNotHere } from './contact-route.ts';
import { isPhoneProved, phoneNotProved, whyNotRemoved } from './contact-rules.ts';
import { answerWhenSettled, finishPhoneExchange } from './finish-phone-exchange.ts';
import { readContacts } from './read-contacts.ts';

/** Removes the security phone where the policy lets it be removed (BD-SEC-035): nothing is sent there any more, no protection asks for it, and its place is free for another account. */
export const removeSecurityPhone = async (deps: Deps, viewer: Viewer): Promise<Result<SecurityView>> => {
  const { store, vault, clock, policy } = deps;
  const { accountId } = viewer;
  const isElsewhere = await whyNotHere(deps, viewer);
  if (isElsewhere) return refuse(isElsewhere);
  if (!policy.contacts.mayRemovePhone) return refuse(whyNotRemoved({ phone: null, email: null }, [], policy)!);
  const exchange = await beginPhoneExchange(deps, accountId, null);
  const done = await store.transaction(async (transaction) => {
    // Held, so that what else could prove who is there is not taken away meanwhile.
    const settings = await holdSettingsOf(transaction, viewer);
    const present = readContacts(vault, settings);
    const refusal = whyNotRemoved(present, await boundMethods(transaction, settings), policy);
    if (refusal) return refuse(refusal);
    if (!isPhoneProved(present, await findSession(transaction, viewer), policy, clock.now())) return refuse(phoneNotProved);
    return finishPhoneExchange(deps, transaction, viewer, settings, exchange);
  });
  return answerWhenSettled(deps, exchange, done);
};
