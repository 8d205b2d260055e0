import { isIP } from 'node:net';
import { ConfigError, type SubgraphConfig } from '../../shared/config.ts';

/** Whom passkeys are made for: they work on these origins, and nowhere else. */
export interface RelyingParty {
  id: string;
  origins: string[];
}

const isDomain = (host: string): boolean => host.length <= 253 && /^(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)*[a-z](?:[a-z0-9-]{0,61}[a-z0-9])?$/.test(host) && isIP(host) === 0;

/** Browsers make passkeys in secure contexts alone, for their own domain or one that it belongs to; apps name themselves by the hash of their key. */
const isOriginOf = (id: string, origin: string): boolean => {
  if (/^android:apk-key-hash:[A-Za-z0-9_-]{43}$/.test(origin)) return true;
  if (!URL.canParse(origin) || new URL(origin).origin !== origin) return false;
  const { protocol, hostname } = new URL(origin);
  const isSecure = protocol === 'https:' || (protocol === 'http:' && (hostname === 'localhost' || hostname.endsWith('.localhost')));
  return isSecure && (hostname === id || hostname.endsWith(`.${id}`));
};

/** By default the console is the only place. Throws a ConfigError that names the setting with which no passkey could be made. */
export const readRelyingParty = ({ consoleUrl, passkeyRpId, passkeyOrigins }: Pick<SubgraphConfig, 'consoleUrl' | 'passkeyRpId' | 'passkeyOrigins'>): RelyingParty => {
  const id = passkeyRpId ?? new URL(consoleUrl).hostname;
  const origins = passkeyOrigins.length > 0 ? passkeyOrigins : [new URL(consoleUrl).origin];
  if (!isDomain(id)) throw new ConfigError(`PASSKEY_RP_ID: allowed is a domain name, by default that of CONSOLE_URL; passkeys cannot be made for ${id}.`);
  const wrong = origins.find((origin) => !isOriginOf(id, origin));
  if (wrong) throw new ConfigError(`PASSKEY_ORIGINS: allowed are origins like https://console.example.com on ${id} or below it (http on localhost only) and android:apk-key-hash:…, by default that of CONSOLE_URL; not ${wrong}.`);
  return { id, origins };
};
