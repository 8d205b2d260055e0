import { networkOf } from '../../shared/network-of.ts';
import { RateLimited } from '../../shared/request-errors.ts';
import { countryOfPhone } from '../../shared/phone-number.ts';
import { countSend } from '../../shared/sends/send-count-store.ts';
import type { Transaction } from '../../shared/store/open-store.ts';
import type { Deps } from '../deps.ts';
import type { Address } from './read-address.ts';

/**
 * Counts a code that is about to be sent: nobody has other people's phones rung by naming ever new ones, or spends what messages cost (OWASP Forgot Password Cheat Sheet).
 * Messages to each foreign country have a limit of their own, because those that earn by them (SMS pumping) make the numbers of one country ring from many networks.
 * Throws RATE_LIMITED, which undoes the sending, when one network, one foreign country or all together have had as many in an hour as the policy allows.
 */
export const limitSends = async ({ vault, policy, clock }: Pick<Deps, 'vault' | 'policy' | 'clock'>, transaction: Transaction, from: string | null, { channel, to }: Address): Promise<void> => {
  const { perNetworkHour, perForeignCountryHour, perHourInAll } = policy.codes;
  const country = channel === 'SMS' ? (countryOfPhone(to) ?? 'unknown') : null;
  const isForeign = country !== null && country !== policy.registration.countries[0];
  // What all count in is held for the shortest time.
  const counts: [string, number][] = [
    [vault.blindIndex('network', networkOf(from)), perNetworkHour],
    ...(isForeign ? [[`country ${country}`, perForeignCountryHour] as [string, number]] : []),
    ['all', perHourInAll],
  ];
  for (const [id, most] of counts) {
    const wait = await countSend(transaction, id, most, clock.now());
    if (wait > 0) throw new RateLimited('Too many codes have been asked for. Wait a while.', wait);
  }
};
