import { newToken } from '../../shared/ids.ts';
import type { Clock } from '../../shared/clock.ts';
import { isSameSecret, type Vault } from '../../shared/vault.ts';

/**
 * Marks of devices that have signed in with a sign-in name before, after OWASP's "device cookies": nothing is stored, each carries its own keyed proof.
 * A token opens nothing. It only moves a device's failures to a count of its own.
 */
export interface DeviceTokens {
  issue(name: string): string;
  /** What the device is counted under; null when the token is made up, too old, or another name's. */
  read(token: string, name: string): string | null;
}

const longestToken = 200;

export const createDeviceTokens = ({ vault, clock }: { vault: Vault; clock: Clock }, lifetime: number): DeviceTokens => {
  const proofOf = (name: string, nonce: string, issuedAt: string): string => vault.blindIndex('device token', `${name}\0${nonce}\0${issuedAt}`);
  return {
    issue: (name) => {
      const [nonce, issuedAt] = [newToken(), clock.now().toString(36)];
      return `${nonce}.${issuedAt}.${proofOf(name, nonce, issuedAt)}`;
    },
    read: (token, name) => {
      const [nonce, issuedAt, proof, ...more] = token.length > longestToken ? [] : token.split('.');
      if (!nonce || !issuedAt || !proof || more.length > 0 || !isSameSecret(proof, proofOf(name, nonce, issuedAt))) return null;
      return clock.now() - Number.parseInt(issuedAt, 36) < lifetime ? vault.blindIndex('known device', `${name}\0${nonce}`) : null;
    },
  };
};
