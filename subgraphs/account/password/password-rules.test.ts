import { expect, test } from 'vitest';
import { normalisePassword, whyPasswordRefused } from './password-rules.ts';

const strict = { minLength: 8, maxLength: 20, classes: ['UPPER', 'LOWER', 'DIGIT', 'PUNCTUATION'], mayContainSpace: false, history: 3, hash: { memoryKiB: 19_456, passes: 2 } } as const;
const free = { ...strict, minLength: 15, maxLength: 128, classes: [], mayContainSpace: true };
const codes = (password: string, policy: typeof strict | typeof free) => whyPasswordRefused(password, policy as never, ['password']).map(({ code }) => code);

test.for([
  ['Aa1.aaaa', []],
  ['Aa1.' + 'a'.repeat(16), []],
  ['Aa1.aaa', ['PASSWORD_TOO_SHORT']],
  ['Aa1.' + 'a'.repeat(17), ['PASSWORD_TOO_LONG']],
  ['aa1.aaaa', ['PASSWORD_CLASS_MISSING']],
  ['AA1.AAAA', ['PASSWORD_CLASS_MISSING']],
  ['Aaa.aaaa', ['PASSWORD_CLASS_MISSING']],
  ['Aa1aaaaa', ['PASSWORD_CLASS_MISSING']],
  ['Aa1 aaaa', ['PASSWORD_CLASS_MISSING', 'PASSWORD_CHARACTER_NOT_ALLOWED']],
  ['Aa1. aaaa', ['PASSWORD_CHARACTER_NOT_ALLOWED']],
  ['Aa1.\u3000aaaa', ['PASSWORD_CHARACTER_NOT_ALLOWED']],
  ['Aa1.\0aaaa', ['PASSWORD_CHARACTER_NOT_ALLOWED']],
  ['Aa1.\ud800aaaa', ['PASSWORD_CHARACTER_NOT_ALLOWED']],
  ['', ['PASSWORD_TOO_SHORT', 'PASSWORD_CLASS_MISSING']],
] as const)('%j is judged with %j where all classes are asked for', ([password, expected]) => {
  expect(codes(password, strict)).toEqual(expected);
});

test.for([
  ['correct horse battery staple', []],
  ['猫在屋顶上看月亮从山后慢慢升起', []],
  ['😀'.repeat(15), []],
  ['😀'.repeat(14), ['PASSWORD_TOO_SHORT']],
  ['a'.repeat(128), []],
  ['a'.repeat(129), ['PASSWORD_TOO_LONG']],
] as const)('%j is judged with %j where length alone counts', ([password, expected]) => {
  expect(codes(password, free)).toEqual(expected);
});

test('what is missing is named', () => {
  expect(whyPasswordRefused('aaaaaaaa', strict as never, ['password'])[0]).toMatchObject({ policy: 'account.password.classes', limit: 'UPPER, DIGIT, PUNCTUATION' });
});

test('one text is one password, however its accents were typed', () => {
  expect(normalisePassword('Cafe\u0301')).toBe(normalisePassword('Caf\u00e9'));
  expect(normalisePassword(' Cafe')).not.toBe(normalisePassword('Cafe'));
});
