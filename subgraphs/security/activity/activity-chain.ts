import { createHash, randomBytes } from 'node:crypto';
import type { Vault } from '../../shared/vault.ts';
import type { Activity, ActivityHead } from './activity.entity.ts';

/** Where something was done from. */
export interface Personal {
  device: string | null;
  city: string | null;
  address: string | null;
}

/** What stands before the first entry. */
export const noHash = Buffer.alloc(32).toString('base64url');

const sha256 = (text: string): string => createHash('sha256').update(text).digest('base64url');

/** SHA-256 over the entry and the hash before. A list and not an object, so that there is one way to write it; the number in front says which fields it has. */
export const hashOf = ({ accountId, sequence, id, at, kind, outcome, times, operation, method, checkedBy, sessionId, personalHash, previousHash }: Omit<Activity, 'hash' | 'personal'>): string =>
  sha256(JSON.stringify([1, accountId, sequence, id, at, kind, outcome, times, operation, method, checkedBy, sessionId, personalHash, previousHash]));

const write = (salt: string, { device, city, address }: Personal): string => JSON.stringify([salt, device, city, address]);

/** Personal parts as they are kept, and as they are in the chain. */
export const sealPersonal = (vault: Vault, personal: Personal): Pick<Activity, 'personal' | 'personalHash'> => {
  if (personal.device === null && personal.address === null) return { personal: null, personalHash: null };
  const written = write(randomBytes(16).toString('base64url'), personal);
  return { personal: vault.seal(written), personalHash: sha256(written) };
};

/** Null when they are not those that are in the chain. */
const openWritten = (vault: Vault, { personal, personalHash }: Pick<Activity, 'personal' | 'personalHash'>): Personal | null => {
  try {
    const written = vault.open(personal!);
    if (sha256(written) !== personalHash) return null;
    const [, device, city, address] = JSON.parse(written) as [string, string | null, string | null, string | null];
    return { device, city, address };
  } catch {
    return null;
  }
};

const unknown: Personal = { device: null, city: null, address: null };

/** What is not as it was written is not shown. */
export const readPersonal = (vault: Vault, entry: Pick<Activity, 'personal' | 'personalHash'>): Personal => (entry.personal === null ? unknown : (openWritten(vault, entry) ?? unknown));

/** Whether the personal parts are as they were written, or erased with the account. */
export const isPersonalIntact = (vault: Vault, entry: Pick<Activity, 'personal' | 'personalHash'>, isErased: boolean): boolean =>
  entry.personal === null ? entry.personalHash === null || isErased : openWritten(vault, entry) !== null;

export const sealOf = (vault: Vault, { accountId, count, hash, anchor, anchorHash, openedAt, erasedAt }: Omit<ActivityHead, 'seal' | 'revision' | 'oldestAt'>): string =>
  Buffer.from(vault.blindIndex('activity head', JSON.stringify([1, accountId, count, hash, anchor, anchorHash, openedAt, erasedAt])), 'hex').toString('base64url');
