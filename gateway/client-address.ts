import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';

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
