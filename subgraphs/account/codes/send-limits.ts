import { networkOf } from '../../shared/network-of.ts';
import { countryOfPhone } from '../../shared/phone-number.ts';
import type { SendLimit } from '../../shared/sends/limit-sends.ts';
import type { Deps } from '../deps.ts';
import type { Address } from './read-address.ts';

/**
 * What a code counts in: nobody has other people's phones rung by naming ever new ones, or spends what messages cost (OWASP Forgot Password Cheat Sheet).
 * Messages to each foreign country have a limit of their own, because those that earn by them (SMS pumping) make the numbers of one country ring from many networks.
 */
export const sendLimits = ({ vault, policy }: Pick<Deps, 'vault' | 'policy'>, from: string | null, { channel, to }: Address): SendLimit[] => {
  const { perNetworkHour, perForeignCountryHour, perHourInAll } = policy.codes;
  const country = channel === 'SMS' ? (countryOfPhone(to) ?? 'unknown') : null;
  const isForeign = country !== null && country !== policy.registration.countries[0];
  return [[vault.blindIndex('network', networkOf(from)), perNetworkHour], ...(isForeign ? [[`country ${country}`, perForeignCountryHour] as const] : []), ['all', perHourInAll]];
};
