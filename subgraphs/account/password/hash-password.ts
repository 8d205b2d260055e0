import { availableParallelism } from 'node:os';
import { hash as argon2, parseOptions, verify as verifyArgon2 } from '@node-rs/argon2';
import { second } from '../../shared/duration.ts';
import { newToken } from '../../shared/ids.ts';
import { RateLimited } from '../../shared/request-errors.ts';
import type { PasswordPolicy } from './password-policy.ts';
import { normalisePassword } from './password-text.ts';

/** Longer texts are not hashed: no password that the policy can allow has more bytes. */
const longestPassword = 1024;

export const isHashable = (password: string): boolean => Buffer.byteLength(password) <= longestPassword;

/** Hashes one after the other wait for their turn; who would have to wait too long is refused at once with RateLimited. */
export interface PasswordHashing {
  hash(password: string): Promise<string>;
  /** Compares with a hash. Without one, and with one that was made at a lower cost, it takes as long as with one of today's; without one it gives false. */
  verify(password: string, hash: string | null): Promise<boolean>;
  /** True when the policy asks for a higher cost than the hash was made with. */
  isOutdated(hash: string): boolean;
}

/** Only so many run at once that other requests get their share of the machine; one of Node's four worker threads stays free for files and names. */
const mostAtOnce = Math.max(1, Math.min(3, availableParallelism()));
const mostWaiting = 100;
const longestWait = second;

const createLine = () => {
  const waiting: (() => void)[] = [];
  let atWork = 0;
  /** How long one piece of work has taken of late, in milliseconds. */
  let usualTime = 0;

  return async <T>(work: () => Promise<T>): Promise<T> => {
    if (atWork < mostAtOnce) atWork += 1;
    else {
      if (waiting.length >= mostWaiting || (waiting.length / mostAtOnce) * usualTime > longestWait) throw new RateLimited('Too many requests at once. Try again in a moment.', second);
      // Who ends hands its place to the next.
      await new Promise<void>((resolve) => void waiting.push(resolve));
    }
    const begunAt = performance.now();
    try {
      return await work();
    } finally {
      usualTime += (performance.now() - begunAt - usualTime) / 10;
      const next = waiting.shift();
      if (next) next();
      else atWork -= 1;
    }
  };
};

const argon2id = 2;

export const createPasswordHashing = ({ memoryKiB, passes }: PasswordPolicy['hash']): PasswordHashing => {
  const inTurn = createLine();
  const hash = (password: string): Promise<string> => argon2(normalisePassword(password), { algorithm: argon2id, memoryCost: memoryKiB, timeCost: passes, parallelism: 1 });
  // Of a word that nobody knows: what is compared with it is wrong, at the same cost as a real one.
  const dummy = hash(newToken());

  /** The work that a cheaper hash saves, which would tell that there is one. */
  const makeUpFor = async (stored: string): Promise<void> => {
    const { memoryCost, timeCost } = parseOptions(stored);
    const saved = Math.floor((memoryKiB * passes - memoryCost * timeCost) / passes);
    if (saved >= 8) await argon2('', { algorithm: argon2id, memoryCost: saved, timeCost: passes, parallelism: 1 });
  };

  return {
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
    isOutdated: (stored) => {
      const { memoryCost, timeCost } = parseOptions(stored);
      return memoryCost < memoryKiB || timeCost < passes;
    },
  };
};
