import { BlockList, isIP } from 'node:net';
import type { Refusal } from '../../shared/result.ts';
import type { Vault } from '../../shared/vault.ts';
import type { SecuritySettings } from '../settings/security-settings.entity.ts';
import type { AddressListPolicy } from './address-list-policy.ts';

type Kept = Pick<SecuritySettings, 'isAddressListOn' | 'addressNetworks'>;

export const readNetworks = (vault: Vault, { addressNetworks }: Kept): string[] => (addressNetworks ? (JSON.parse(vault.open(addressNetworks)) as string[]) : []);

export const sealNetworks = (vault: Vault, networks: string[]): string => vault.seal(JSON.stringify(networks));

interface Network {
  address: string;
  prefix: number;
  family: 'ipv4' | 'ipv6';
}

/** A network in CIDR notation, or one address. Null for anything else, and for all addresses at once, which is no list. */
const readNetwork = (text: string): Network | null => {
  const [address = '', prefix, ...more] = text.split('/');
  const version = isIP(address);
  if (version === 0 || more.length > 0 || (prefix !== undefined && !/^\d{1,3}$/.test(prefix))) return null;
  const bits = version === 4 ? 32 : 128;
  const length = prefix === undefined ? bits : Number(prefix);
  return length >= 1 && length <= bits ? { address, prefix: length, family: version === 4 ? 'ipv4' : 'ipv6' } : null;
};

const isWithin = (networks: string[], address: string | null): boolean => {
  const list = new BlockList();
  for (const network of networks.map(readNetwork)) if (network) list.addSubnet(network.address, network.prefix, network.family);
  const version = isIP(address ?? '');
  return version !== 0 && list.check(address!, version === 4 ? 'ipv4' : 'ipv6');
};

/** Why this list cannot be set by somebody who sends from the address: nobody locks himself out. */
export const whyListRefused = ({ isOn, networks }: { isOn: boolean; networks: string[] }, own: string | null, { isOffered, most }: AddressListPolicy): Refusal | null => {
  if (!isOffered) return { code: 'ADDRESS_LIST_NOT_OFFERED', policy: 'security.addressList.isOffered', limit: 'false' };
  if (networks.length > most) return { code: 'ADDRESS_LIST_TOO_LONG', path: ['networks'], policy: 'security.addressList.most', limit: most };
  const wrong = networks.findIndex((network) => !readNetwork(network));
  if (wrong >= 0) return { code: 'NETWORK_INVALID', path: ['networks', String(wrong)] };
  return isOn && !isWithin(networks, own) ? { code: 'ADDRESS_LIST_WITHOUT_OWN', path: ['networks'] } : null;
};

/** Why nobody signs in from this address (HW-SEC-004). Told only to who has proved the first factor. */
export const whyAddressRefused = (vault: Vault, settings: Kept, address: string | null): Refusal | null =>
  settings.isAddressListOn && !isWithin(readNetworks(vault, settings), address) ? { code: 'ADDRESS_NOT_ALLOWED' } : null;
