import { availableParallelism } from 'node:os';
import { hash as argon2, parseOptions, verify as verifyArgon2 } from '@node-rs/argon2';
import { GraphQLError } from 'graphql';
import { newToken } from '../../shared/ids.ts';
import type { PasswordPolicy } from './password-policy.ts';
import { normalisePassword } from './password-rules.ts';

/** Longer texts are not hashed: no password that the policy can allow has more bytes. */
const longestPassword = 1024;

export const isHashable = (password: string): boolean => Buffer.byteLength(password) <= longestPassword;

export interface PasswordHashing {
  hash(password: string): Promise<string>;
  /** Compares with a hash. Without one it takes as long as with one, and gives false. */
  verify(password: string, hash: string | null): Promise<boolean>;
  /** True when the policy asks for a higher cost than the hash was made with. */
  isOutdated(hash: string): boolean;
  /**
   * Runs work that hashes when it is its turn. Only so many run at once that other requests get their share of the machine, and only so many wait;
   * who comes when that line is full is refused with RATE_LIMITED before anything was done.
   */
  inTurn<T>(work: () => Promise<T>): Promise<T>;
}

/** One of Node's four worker threads stays free for files and names. */
const mostAtOnce = Math.max(1, Math.min(3, availableParallelism()));
const mostWaiting = 100;

const argon2id = 2;

export const createPasswordHashing = ({ memoryKiB, passes }: PasswordPolicy['hash']): PasswordHashing => {
  const hash = (password: string): Promise<string> => argon2(normalisePassword(password), { algorithm: argon2id, memoryCost: memoryKiB, timeCost: passes, parallelism: 1 });
  // Of a word that nobody knows: what is compared with it is wrong, at the same cost as a real one.
  const dummy = hash(newToken());
  const waiting: (() => void)[] = [];
  let atWork = 0;

  return {
    hash,
    verify: async (password, stored) => {
      const isRight = await verifyArgon2(stored ?? (await dummy), normalisePassword(password));
      return stored !== null && isRight;
    },
    isOutdated: (stored) => {
      const { memoryCost, timeCost } = parseOptions(stored);
      return memoryCost < memoryKiB || timeCost < passes;
    },
    inTurn: async (work) => {
      if (atWork < mostAtOnce) atWork += 1;
      else {
        if (waiting.length >= mostWaiting) throw new GraphQLError('Too many requests at once. Try again in a moment.', { extensions: { code: 'RATE_LIMITED' } });
        // Who ends hands its place to the next.
        await new Promise<void>((resolve) => void waiting.push(resolve));
      }
      try {
        return await work();
      } finally {
        const next = waiting.shift();
        if (next) next();
        else atWork -= 1;
      }
    },
  };
};
