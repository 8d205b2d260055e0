import { expect, test } from 'vitest';
import { defaultNickname, normaliseNickname, whyNicknameRefused } from './nickname.ts';

const policy = { minLength: 1, maxLength: 32 };
const isFine = (nickname: string): boolean => whyNicknameRefused(normaliseNickname(nickname), policy) === null;

test.for(['虎符', '  Hu Fu  ', '👩‍💻', 'x'.repeat(32), '😀'.repeat(32), defaultNickname('123456789012')])('%s is a name', (nickname) => {
  expect(isFine(nickname)).toBe(true);
});

test.for([
  ['an empty one', '   '],
  ['a long one', 'x'.repeat(33)],
  ['a line break', 'a\nb'],
  ['a null character', 'a\0b'],
  ['half a character', 'a\ud800'],
  ['a turned direction', 'a\u202eb'],
] as const)('%s is refused', ([, nickname]) => {
  expect(isFine(nickname)).toBe(false);
});
