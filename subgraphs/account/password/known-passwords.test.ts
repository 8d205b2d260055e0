import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { openHashFile } from './hash-file.ts';
import { createKnownPasswords } from './known-passwords.ts';

const directory = mkdtempSync(join(tmpdir(), 'hufu-known-'));
afterAll(() => rmSync(directory, { recursive: true }));

const sha1 = (text: string): string => createHash('sha1').update(text).digest('hex').toUpperCase();

/** As Have I Been Pwned gives its passwords out: sorted, with how often each was seen. */
const writeHashes = (name: string, words: string[], { end = '\n', lastEnd = end }: { end?: string; lastEnd?: string } = {}): string => {
  const file = join(directory, name);
  const lines = words.map(sha1).sort().map((hash, index) => `${hash}:${index ** 3 + 1}`);
  writeFileSync(file, lines.join(end) + (lines.length > 0 ? lastEnd : ''));
  return file;
};

test.for(['123456', 'password', 'PassWord', 'qwertyuiop', 'iloveyou', 'trustno1'])('%s is known from everywhere', async (password) => {
  expect(await createKnownPasswords(null).has(password)).toBe(true);
});

test.for(['', 'correct horse battery staple', 'my password is not password', 'Tiger-Tally-2026', 'Pässword-of-the-day'])('%j is not', async (password) => {
  expect(await createKnownPasswords(null).has(password)).toBe(false);
});

test('a leaked one is found in a file, as it was written or in lower case', async () => {
  const known = createKnownPasswords(writeHashes('leaked.txt', ['Tiger-Tally-2026', 'caf\u00e9 au lait', 'tally']));
  for (const password of ['Tiger-Tally-2026', 'cafe\u0301 au lait', 'tally', 'TALLY', 'password']) expect(await known.has(password), password).toBe(true);
  for (const password of ['tiger-tally-2026', 'Tiger-Tally-202', 'a tally']) expect(await known.has(password), password).toBe(false);
});

test.for([0, 1, 2, 3, 50, 1000])('of a file with %i lines every one is found, and none that is not there', async (count) => {
  const words = Array.from({ length: count }, (_, index) => `word ${index}`);
  for (const [name, ends] of Object.entries({ unix: {}, windows: { end: '\r\n' }, cut: { lastEnd: '' } })) {
    const file = openHashFile(writeHashes(`${count}-${name}.txt`, words, ends));
    for (const word of words) expect(await file.has(sha1(word)), `${name} ${word}`).toBe(true);
    for (const hash of [...Array.from({ length: 50 }, (_, index) => sha1(`other ${index}`)), '0'.repeat(40), 'F'.repeat(40)]) expect(await file.has(hash), hash).toBe(false);
  }
});

test('a file that is not there is said at the start', () => {
  expect(() => createKnownPasswords(join(directory, 'nowhere.txt'))).toThrow(/^KNOWN_PASSWORDS_FILE: there is no file .*nowhere\.txt\.$/);
});
