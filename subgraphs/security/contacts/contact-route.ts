import { sessionEnded } from '../../shared/access.ts';
import type { Viewer } from '../../shared/caller.ts';
import { partUnavailable } from '../../shared/request-errors.ts';
import type { Refusal } from '../../shared/result.ts';
import type { Deps } from '../deps.ts';

/** Asks account; while it does not answer nothing is changed: PART_UNAVAILABLE is thrown. */
export const askAccount = <T>({ log }: Pick<Deps, 'log'>, asked: Promise<T>): Promise<T> =>
  asked.catch((error: unknown) => {
    log.warn({ reason: String(error), cause: String((error as Error).cause ?? '') }, 'account did not answer about a security contact');
    throw partUnavailable('The security contact cannot be changed at the moment. Try again.');
  });

/** Why the contacts of this account are not changed here, and where they are (BD-SEC-029, BD-SEC-030). */
export const whyNotHere = async (deps: Pick<Deps, 'account' | 'log'>, { accountId }: Viewer): Promise<Refusal | null> => {
  const route = await askAccount(deps, deps.account.contactRoute(accountId));
  if (!route) throw sessionEnded();
  return route.followsLogin ? { code: 'SECURITY_CONTACT_FOLLOWS_LOGIN', policy: 'account.loginMethods.securityContactsFollow', limit: route.kinds.join(', ') } : null;
};
