import { createHash, randomBytes, randomInt } from 'node:crypto';

/** An id nobody can guess: 128 random bits behind a prefix that says what it names. */
export const newId = (prefix: string): string => `${prefix}_${randomBytes(16).toString('base64url')}`;

/** An id of the same form that the same text gives every time. */
export const idOf = (prefix: string, text: string): string => `${prefix}_${createHash('sha256').update(text).digest().subarray(0, 16).toString('base64url')}`;

/** A number of exactly so many digits, not beginning with zero. */
export const newNumber = (digits: number): string =>
  String(randomInt(1, 10)) + Array.from({ length: digits - 1 }, () => randomInt(10)).join('');

/** A one-time code: every digit equally likely, leading zeros kept. */
export const newCode = (digits: number): string => Array.from({ length: digits }, () => randomInt(10)).join('');

/** A secret to be carried by a client: 256 random bits. */
export const newToken = (): string => randomBytes(32).toString('base64url');
