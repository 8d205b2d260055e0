import { BlockList, isIP } from 'node:net';
import { regionOfAddress } from '../sessions/city-of-address.ts';

/** Networks that are nowhere in particular (RFC 6890). */
const nowhere = new BlockList();
for (const [network, prefix] of [['0.0.0.0', 8], ['10.0.0.0', 8], ['100.64.0.0', 10], ['127.0.0.0', 8], ['169.254.0.0', 16], ['172.16.0.0', 12], ['192.0.0.0', 24], ['192.0.2.0', 24], ['192.168.0.0', 16], ['198.18.0.0', 15], ['198.51.100.0', 24], ['203.0.113.0', 24], ['224.0.0.0', 3]] as const) nowhere.addSubnet(network, prefix, 'ipv4');
for (const [network, prefix] of [['::', 127], ['fc00::', 7], ['fe80::', 10], ['2001:db8::', 32], ['ff00::', 8]] as const) nowhere.addSubnet(network, prefix, 'ipv6');

/** A public address of which the database knows nothing is not where the holder usually is. */
const unknownPlace = '?';

/**
 * Where somebody signs in from: the city in China; outside it, and where the city is not known, the province, region or country.
 * Null for a private or reserved network, which is no place: nothing is asked for its sake.
 */
export const placeOfAddress = (address: string | null): string | null => {
  const plain = address?.replace(/^::ffff:(?=\d+\.)/i, '') ?? '';
  const version = isIP(plain);
  if (version === 0 || nowhere.check(plain, version === 4 ? 'ipv4' : 'ipv6')) return null;
  const { country, province, city } = regionOfAddress(plain) ?? {};
  return (country && (city || province || country)) || unknownPlace;
};
