import { availableParallelism } from 'node:os';
import { hash as argon2, parseOptions, verify as verifyArgon2 } from '@node-rs/argon2';
import { createConcurrencyLimit, type ConcurrencyLimit } from '../../shared/concurrency-limit.ts';
import { second } from '../../shared/duration.ts';
import { newToken } from '../../shared/ids.ts';
import type { PasswordPolicy } from './password-policy.ts';
import { normalisePassword } from './password-text.ts';

/** Longer texts are not hashed: no password that the policy can allow has more bytes. */
const longestPassword = 1024;

export const isHashable = (password: string): boolean => Buffer.byteLength(password) <= longestPassword;

interface Hashing {
  hash(password: string): Promise<string>;
  /** Compares with a hash. Without one, and with one that was made at a lower cost, it takes as long as with one of today's; without one it gives false. */
  verify(password: string, hash: string | null): Promise<boolean>;
}

/** Hashes a few at a time, one after the other; who would have to wait too long is refused at once with RateLimited. */
export interface PasswordHashing extends Hashing {
  /** For work that has stood in a line before: it waits its turn, and is never refused. */
  admitted: Hashing;
  /** True when the policy asks for a higher cost than the hash was made with. */
  isOutdated(hash: string): boolean;
}

/** One core stays free for everybody else's requests, and one of Node's four worker threads for files and names. */
export const hashesAtOnce = Math.max(1, Math.min(3, availableParallelism() - 1));

const argon2id = 2;

export const createPasswordHashing = ({ memoryKiB, passes }: PasswordPolicy['hash']): PasswordHashing => {
  const limit = createConcurrencyLimit({ atOnce: hashesAtOnce, mostWaiting: 100, longestWait: second });
  const hash = (password: string): Promise<string> => argon2(normalisePassword(password), { algorithm: argon2id, memoryCost: memoryKiB, timeCost: passes, parallelism: 1 });
  // Of a word that nobody knows: what is compared with it is wrong, at the same cost as a real one.
  const dummy = hash(newToken());

  /** The work that a cheaper hash saves, which would tell that there is one. */
  const makeUpFor = async (stored: string): Promise<void> => {
    const { memoryCost, timeCost } = parseOptions(stored);
    const saved = Math.floor((memoryKiB * passes - memoryCost * timeCost) / passes);
    if (saved >= 8) await argon2('', { algorithm: argon2id, memoryCost: saved, timeCost: passes, parallelism: 1 });
  };

  const hashingBy = (inTurn: ConcurrencyLimit['run']): Hashing => ({
    hash: (password) => inTurn(() => hash(password)),
    verify: async (password, stored) => {
      const other = stored ?? (await dummy);
      const isRight = await inTurn(async () => {
        const isSame = await verifyArgon2(other, normalisePassword(password));
        await makeUpFor(other);
        return isSame;
      });
      return stored !== null && isRight;
    },
  });

  return {
    ...hashingBy(limit.run),
    admitted: hashingBy(limit.resume),
    isOutdated: (stored) => {
      const { memoryCost, timeCost } = parseOptions(stored);
      return memoryCost < memoryKiB || timeCost < passes;
    },
  };
};
