import { z } from 'zod';
import { networkOf } from '../network-of.ts';
import { countryOfPhone } from '../phone-number.ts';
import { limit } from '../policy/policy-values.ts';
import type { Vault } from '../vault.ts';
import type { SendLimit } from './limit-sends.ts';

/** How many codes in an hour. */
export const sendPolicy = z.strictObject({
  /** One network may ask for so many, to whatever addresses. */
  perNetworkHour: limit(1, 100_000),
  /** So many may go to the phones of one country, other than the policy's first. */
  perForeignCountryHour: limit(1, 100_000_000),
  /** All may ask for so many. */
  perHourInAll: limit(1, 100_000_000),
});

interface Send {
  channel: 'EMAIL' | 'SMS';
  to: string;
  /** The network address that asks for it. */
  from: string | null;
}

/**
 * What a code counts in: nobody has other people's phones rung by naming ever new ones, or spends what messages cost (OWASP Forgot Password Cheat Sheet).
 * Messages to each foreign country have a limit of their own, because those that earn by them (SMS pumping) make the numbers of one country ring from many networks.
 */
export const sendLimits = ({ vault, homeCountry, ...most }: z.infer<typeof sendPolicy> & { vault: Pick<Vault, 'blindIndex'>; homeCountry: string }, { channel, to, from }: Send): SendLimit[] => {
  const country = channel === 'SMS' ? (countryOfPhone(to) ?? 'unknown') : homeCountry;
  return [[vault.blindIndex('network', networkOf(from)), most.perNetworkHour], ...(country === homeCountry ? [] : [[`country ${country}`, most.perForeignCountryHour] as const]), ['all', most.perHourInAll]];
};
