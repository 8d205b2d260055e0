import { networkOf } from '../../shared/network-of.ts';
import { RateLimited } from '../../shared/request-errors.ts';
import type { Transaction } from '../../shared/store/open-store.ts';
import type { Deps } from '../deps.ts';
import { countSend } from '../../shared/sends/send-count-store.ts';

/**
 * Counts a code that is about to be sent: nobody has other people's phones rung by naming ever new ones, or spends what messages cost (OWASP Forgot Password Cheat Sheet).
 * Throws RATE_LIMITED, which undoes the sending, when one network or all together have had as many in an hour as the policy allows.
 */
export const limitSends = async ({ vault, policy, clock }: Pick<Deps, 'vault' | 'policy' | 'clock'>, transaction: Transaction, address: string | null): Promise<void> => {
  const { perNetworkHour, perHourInAll } = policy.codes;
  // What all count in is held for the shortest time.
  const counts = [[vault.blindIndex('network', networkOf(address)), perNetworkHour], ['all', perHourInAll]] as const;
  for (const [id, most] of counts) {
    const wait = await countSend(transaction, id, most, clock.now());
    if (wait > 0) throw new RateLimited('Too many codes have been asked for. Wait a while.', wait);
  }
};
