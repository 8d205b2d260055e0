import { createHash, randomBytes } from 'node:crypto';
import type { Clock } from '../clock/clock.ts';
import type { Store } from '../store/open-store.ts';

interface Kept<Grant> { grant: Grant; expiresAt: number; isUsed: boolean }

export type Failure = 'UNKNOWN' | 'USED' | 'EXPIRED';
export type Redeemed<Grant> = { grant: Grant } | { failure: Failure };

const CODE_MS = 10 * 60 * 1000;
const TOKEN_MS = 2 * 60 * 60 * 1000;

/** The codes of a provider, good once and for ten minutes, and the access tokens it gives for them. */
export const createCodeBook = <Grant>(store: Store, clock: Clock, name: string) => {
  const codes = store.collection<Kept<Grant>>(`${name}-code`);
  const tokens = store.collection<Kept<Grant>>(`${name}-token`);
  const now = () => clock.now().getTime();
  const newSecret = () => randomBytes(24).toString('hex');

  return {
    issue: (grant: Grant): string => {
      const code = newSecret();
      codes.put(code, { grant, expiresAt: now() + CODE_MS, isUsed: false });
      return code;
    },

    redeem: (code: string): Redeemed<Grant> => {
      const kept = codes.get(code);
      if (!kept) return { failure: 'UNKNOWN' };
      if (kept.isUsed) return { failure: 'USED' };
      codes.put(code, { ...kept, isUsed: true });
      return kept.expiresAt <= now() ? { failure: 'EXPIRED' } : { grant: kept.grant };
    },

    newToken: (grant: Grant): string => {
      const token = newSecret();
      tokens.put(token, { grant, expiresAt: now() + TOKEN_MS, isUsed: false });
      return token;
    },

    /** Null when there is none, or it has expired. */
    ofToken: (token: string): Grant | null => {
      const kept = tokens.get(token);
      return kept && kept.expiresAt > now() ? kept.grant : null;
    },
  };
};

/** The same user has the same id, and another at another provider. */
export const idOf = (provider: string, user: string): string => createHash('sha256').update(`${provider}\0${user}`).digest('hex').toUpperCase();
