import { statSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { ConfigError } from '../../shared/config.ts';

/** A file of lines in ascending order that begin with a SHA-1 in upper-case hexadecimal, as Have I Been Pwned gives its passwords out. */
export interface HashFile {
  has(hash: string): Promise<boolean>;
}

/** At any place, so many bytes hold the rest of one line and the hash of the next. */
const window = 256;
const hashLength = 40;

/** Looks hashes up by halving the file: it may have any size, and is never read whole. Throws a ConfigError when there is no such file. */
export const openHashFile = (file: string): HashFile => {
  const found = statSync(file, { throwIfNoEntry: false });
  if (!found?.isFile()) throw new ConfigError(`KNOWN_PASSWORDS_FILE: there is no file ${file}.`);

  return {
    has: async (hash) => {
      const handle = await open(file);
      try {
        const buffer = Buffer.alloc(window);
        /** The first line that begins at this place or after it. */
        const lineFrom = async (place: number): Promise<{ begin: number; hash: string }> => {
          const from = Math.max(0, place - 1);
          const { bytesRead } = await handle.read(buffer, 0, window, from);
          const text = buffer.toString('latin1', 0, bytesRead);
          const skipped = place === 0 ? 0 : text.indexOf('\n') + 1;
          const isLast = place > 0 && skipped === 0;
          return { begin: isLast ? Number.POSITIVE_INFINITY : from + skipped, hash: isLast ? '' : text.slice(skipped, skipped + hashLength) };
        };
        let [low, high] = [0, (await handle.stat()).size];
        while (low < high) {
          const middle = Math.floor((low + high) / 2);
          const line = await lineFrom(middle);
          if (line.hash === hash) return true;
          if (line.begin < high && line.hash < hash) low = line.begin + 1;
          else high = middle;
        }
        return false;
      } finally {
        await handle.close();
      }
    },
  };
};
