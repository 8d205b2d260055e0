import * as fc from 'fast-check';
import { expect, test } from 'vitest';
import { readPersonName } from './person-name.ts';

test.for([
  ['王芳', '王芳'],
  [' 王芳 ', '王芳'],
  ['买买提·艾力', '买买提·艾力'],
  ['买买提•艾力', '买买提·艾力'],
  ['张〇', '张〇'],
  ['𠮷田', '𠮷田'],
  ['Ana Mari\u0301a', 'Ana Mar\u00EDa'],
  ['Ａｎａ', 'Ana'],
  ['王'.repeat(64), '王'.repeat(64)],
])('%s is a name', ([written, name]) => {
  expect(readPersonName(written!)).toBe(name);
});

test.for(['', '  ', '王', '王'.repeat(65), '王芳1', '王芳１', '王\n芳', '王\u0000芳', '·王芳', '王芳·', '王··芳', '王  芳', '王\u202E芳', '王\uD800', '<王芳>', '王芳😀'])('%j is no name', (written) => {
  expect(readPersonName(written)).toBeNull();
});

test('whatever is written, a name is never empty, too long, or more than letters, dots and spaces', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'binary', maxLength: 80 }), (written) => {
      const name = readPersonName(written);
      return name === null || (/^[\p{L}\p{M}〇· ]+$/u.test(name) && [...name].length >= 2 && [...name].length <= 64);
    }),
    { numRuns: 2000 },
  );
});
