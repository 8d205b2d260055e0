import type { CodeSubject } from '../../shared/codes.ts';
import { networkOf } from '../../shared/network-of.ts';
import { RateLimited } from '../../shared/request-errors.ts';
import { countSend } from '../../shared/sends/send-count-store.ts';
import type { Transaction } from '../../shared/store/open-store.ts';
import type { Deps } from '../deps.ts';
import type { NewContact } from './contact-rules.ts';

/** The address alone decides how soon and how often it is written to, whoever asks; the code is good for the account that asked only. */
export const codeSubject = ({ kind, to }: NewContact, accountId: string): CodeSubject => ({ purpose: `SECURITY_${kind}`, to, boundTo: accountId });

/**
 * Counts a code that is about to be sent to a new address: nobody has ever new phones of other people rung (OWASP Forgot Password Cheat Sheet).
 * Throws RATE_LIMITED, which undoes the sending, when the account, its network or all together have had as many in an hour as the policy allows.
 */
export const limitSends = async ({ vault, policy: { contacts }, clock }: Pick<Deps, 'vault' | 'policy' | 'clock'>, transaction: Transaction, accountId: string, address: string | null): Promise<void> => {
  // What all count in is held for the shortest time.
  const counts = [[vault.blindIndex('account', accountId), contacts.perAccountHour], [vault.blindIndex('network', networkOf(address)), contacts.perNetworkHour], ['all', contacts.perHourInAll]] as const;
  for (const [id, most] of counts) {
    const wait = await countSend(transaction, id, most, clock.now());
    if (wait > 0) throw new RateLimited('Too many codes have been asked for. Wait a while.', wait);
  }
};
