import { expect, test } from 'vitest';
import { whyPasswordRefused, type PasswordBackground } from './password-rules.ts';
import { normalisePassword } from './password-text.ts';

const strict = { minLength: 8, maxLength: 20, classes: ['UPPER', 'LOWER', 'DIGIT', 'PUNCTUATION'], mayContainSpace: false, history: 3, refusesKnown: true, ownNames: ['Hufu', 'Tencent Cloud'], hash: { memoryKiB: 19_456, passes: 2 } } as const;
const free = { ...strict, minLength: 15, maxLength: 128, classes: [], mayContainSpace: true };
const unknown: PasswordBackground = { isKnown: false, names: [] };
const codes = (password: string, policy: typeof strict | typeof free) => whyPasswordRefused(password, policy as never, ['password'], unknown).map(({ code }) => code);

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
  expect(whyPasswordRefused('aaaaaaaa', strict as never, ['password'], unknown)[0]).toMatchObject({ policy: 'account.password.classes', limit: 'UPPER, DIGIT, PUNCTUATION' });
});

const known = (password: string, background: Partial<PasswordBackground> = {}, policy: object = { ...free, minLength: 4 }) =>
  whyPasswordRefused(password, policy as never, ['password'], { ...unknown, ...background });
const names = ['Ming.Li@example.com', null, '虎符小明', 'li-ming'];

test.for(['ming.li@example.com', 'MING.LI', '虎符小明', 'Li-Ming', 'hufu', 'TENCENT CLOUD'])('%s is a name, and no password', (password) => {
  expect(known(password, { names })).toEqual([{ code: 'PASSWORD_KNOWN', path: ['password'], policy: 'account.password.refusesKnown', limit: 'true' }]);
});

test.for(['ming.li at home', 'my name is 虎符小明', 'hufu is a tiger tally', 'example.com'])('%s contains a name, or a part of one, and is a password', (password) => {
  expect(known(password, { names })).toEqual([]);
});

test('a known password is refused where the policy says so', () => {
  expect(known('whatever it is', { isKnown: true }).map(({ code }) => code)).toEqual(['PASSWORD_KNOWN']);
  expect(known('whatever it is', { isKnown: true }, { ...free, minLength: 4, refusesKnown: false })).toEqual([]);
});

test('a text of a megabyte is too long, and looked at no further', () => {
  expect(known(' '.repeat(1_000_000), { isKnown: true })).toEqual([{ code: 'PASSWORD_TOO_LONG', path: ['password'], policy: 'account.password.maxLength', limit: 128 }]);
});

test('one text is one password, however its accents were typed', () => {
  expect(normalisePassword('Cafe\u0301')).toBe(normalisePassword('Caf\u00e9'));
  expect(normalisePassword(' Cafe')).not.toBe(normalisePassword('Cafe'));
});
