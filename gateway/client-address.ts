import type { IncomingMessage } from 'node:http';
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

const withoutMapping = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/, '');

/**
 * The network address of the client. `X-Forwarded-For` is believed only from a trusted proxy, and of it only the
 * entry that the outermost trusted proxy has written: what stands further left the client may have made up.
 */
export const clientAddress = ({ socket, headers }: IncomingMessage, trustedProxies: readonly string[]): string | null => {
  const peer = withoutMapping(socket.remoteAddress ?? '');
  if (!trustedProxies.includes(peer)) return peer || null;
  const hops = [headers['x-forwarded-for'] ?? []].flat().join(',').split(',').map((hop) => withoutMapping(hop.trim()));
  const nearest = hops.findLast((hop) => !trustedProxies.includes(hop));
  return nearest && isIP(nearest) !== 0 ? nearest : peer;
};
