import { randomBytes } from 'node:crypto';

/** Without I, L, O and U, which are misread (Crockford's Base32): 32 characters, so five bits each. */
const alphabet = '0123456789ABCDEFGHJKMNPQRSTVWXYZ';
const groupLength = 4;

/** A code of so many random characters, in groups that are easy to copy. */
export const newRecoveryCode = (length: number): string =>
  [...randomBytes(length)]
    .map((byte) => alphabet[byte % alphabet.length])
    .join('')
    .replace(new RegExp(`(.{${groupLength}})(?=.)`, 'g'), '$1-');

/** A code as a person may have typed it: capitals, spaces, dashes and the letters that are misread make no difference. */
export const normaliseRecoveryCode = (typed: string): string =>
  typed.slice(0, 64).normalize('NFKC').toUpperCase().replace(/[\s-]/g, '').replaceAll('O', '0').replace(/[IL]/g, '1');
