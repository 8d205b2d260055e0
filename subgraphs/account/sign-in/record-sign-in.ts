import { addConsent } from '../../shared/consents.ts';
import type { Transaction } from '../../shared/store/open-store.ts';
import type { Deps } from '../deps.ts';
import type { Choosing } from './choice-store.ts';
import { rememberLink } from './link-store.ts';

/** Writes what a sign-in leaves behind in the account: the texts agreed to (BD-ACC-036), and for which unknown identity it was. */
export const recordSignIn = async ({ clock, policy }: Deps, transaction: Transaction, accountId: string, { linkTicket, consents }: Pick<Choosing, 'linkTicket' | 'consents'>): Promise<void> => {
  for (const consent of consents) await addConsent(transaction, accountId, consent, clock.now());
  if (linkTicket) await rememberLink(transaction, { ticket: linkTicket, accountId, expiresAt: clock.now() + policy.signIn.identifiedLifetime });
};
