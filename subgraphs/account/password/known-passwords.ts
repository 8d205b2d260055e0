import { createHash } from 'node:crypto';
import { openHashFile } from './hash-file.ts';
import { isHashable } from './hash-password.ts';
import { foldPassword, normalisePassword } from './password-text.ts';

/** The passwords that attackers try first: common ones, and those known from leaks. */
export interface KnownPasswords {
  /** True when the whole password, in upper or lower case, is a known one; what merely contains one is not. */
  has(password: string): Promise<boolean>;
}

const sha1 = (text: string): Buffer => createHash('sha1').update(text).digest();

/** Fifty thousand words are four megabytes as a set of text, and a tenth of it as the first half of their hashes: of a million passwords none is taken for another. */
const shortHash = (word: string): bigint => sha1(word).readBigUInt64BE();

const loadCommon = async (): Promise<BigUint64Array> => {
  const { dictionary } = await import('@zxcvbn-ts/language-common');
  const words = dictionary['passwords-common'];
  const hashes = BigUint64Array.from(words, shortHash).sort();
  // The module would keep the words for ever.
  words.length = 0;
  return hashes;
};

let common: Promise<BigUint64Array> | undefined;

const isAmong = (sorted: BigUint64Array, wanted: bigint): boolean => {
  let [low, high] = [0, sorted.length];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (sorted[middle]! < wanted) low = middle + 1;
    else high = middle;
  }
  return sorted[low] === wanted;
};

/** With the common passwords that come with the program, loaded when the first is looked up; and with those of `file`, if there is one. */
export const createKnownPasswords = (file: string | null): KnownPasswords => {
  const leaked = file === null ? null : openHashFile(file);
  return {
    has: async (given) => {
      if (!isHashable(given)) return false;
      const [password, folded] = [normalisePassword(given), foldPassword(given)];
      if (isAmong(await (common ??= loadCommon()), shortHash(folded))) return true;
      if (!leaked) return false;
      for (const text of new Set([password, folded])) if (await leaked.has(sha1(text).toString('hex').toUpperCase())) return true;
      return false;
    },
  };
};
