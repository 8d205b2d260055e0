import { isIP } from 'node:net';

/**
 * What counts as one client: an IPv4 address, or the first half of an IPv6 address, of whose second half a client may use any value.
 */
export const networkOf = (address: string | null): string => {
  if (address === null || isIP(address) !== 6) return address ?? 'unknown';
  const [head = '', tail] = address.split('::');
  const groups = head.split(':').filter(Boolean);
  const after = (tail ?? '').split(':').filter(Boolean);
  const all = tail === undefined ? groups : [...groups, ...Array.from({ length: 8 - groups.length - after.length }, () => '0'), ...after];
  return all.slice(0, 4).map((group) => group.replace(/^0+(?=.)/, '').toLowerCase()).join(':');
};
