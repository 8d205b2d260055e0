import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkDigitOf, readIdNumber } from './id-number.ts';

const today = '2026-03-01';
const withCheckDigit = (first17: string): string => first17 + checkDigitOf(first17);

const pad = (value: number, length: number): string => String(value).padStart(length, '0');
const validNumbers = fc
  .record({
    region: fc.constantFrom('110101', '310104', '440305', '650102', '710000', '810000', '820000', '830000'),
    born: fc.date({ min: new Date('1900-01-01T00:00:00Z'), max: new Date(`${today}T00:00:00Z`), noInvalidDate: true }),
    sequence: fc.integer({ min: 0, max: 999 }),
  })
  .map(({ region, born, sequence }) => withCheckDigit(`${region}${born.toISOString().slice(0, 10).replaceAll('-', '')}${pad(sequence, 3)}`));

describe('an identity number', () => {
  test('of the standard itself is read', () => {
    expect(readIdNumber('11010519491231002X', today)).toEqual({ number: '11010519491231002X', bornOn: '1949-12-31' });
  });

  test('may be written with a small x, in full width, with blanks around it', () => {
    for (const written of ['11010519491231002x', ' 11010519491231002X\n', '１１０１０５１９４９１２３１００２Ｘ']) {
      expect(readIdNumber(written, today)?.number).toBe('11010519491231002X');
    }
  });

  test.for([
    ['fifteen digits of the first generation', '110105491231002'],
    ['a letter inside', '1101051949123100A2'],
    ['digits of another script', '١١٠١٠٥١٩٤٩١٢٣١٠٠٢X'],
    ['a wrong check digit', '110105194912310021'],
    ['an unknown region', withCheckDigit('99010519491231002')],
    ['the 31st of February', withCheckDigit('11010519900231002')],
    ['a thirteenth month', withCheckDigit('11010519901301002')],
    ['the 29th of February of a common year', withCheckDigit('11010519000229002')],
    ['a birth before 1900', '440524188001010014'],
    ['a birth tomorrow', withCheckDigit('11010520260302002')],
    ['nothing', ''],
  ])('TX-VER-027 is refused with %s', ([, written]) => {
    expect(readIdNumber(written!, today)).toBeNull();
  });

  test('is accepted for who was born today or on a leap day', () => {
    expect(readIdNumber(withCheckDigit('11010520260301002'), today)?.bornOn).toBe('2026-03-01');
    expect(readIdNumber(withCheckDigit('11010520000229002'), today)?.bornOn).toBe('2000-02-29');
  });

  test('is accepted whenever region, date and check digit are right', () => {
    fc.assert(fc.property(validNumbers, (number) => readIdNumber(number, today)?.number === number));
  });

  test('is refused when one place of a valid one is changed', () => {
    fc.assert(
      fc.property(validNumbers, fc.integer({ min: 0, max: 17 }), fc.constantFrom(...'0123456789X'), (number, place, digit) => {
        fc.pre(number[place] !== digit);
        return readIdNumber(number.slice(0, place) + digit + number.slice(place + 1), today) === null;
      }),
    );
  });

  test('is refused when two neighbours of a valid one are swapped', () => {
    fc.assert(
      fc.property(validNumbers, fc.integer({ min: 0, max: 16 }), (number, place) => {
        fc.pre(number[place] !== number[place + 1]);
        return readIdNumber(number.slice(0, place) + number[place + 1] + number[place] + number.slice(place + 2), today) === null;
      }),
    );
  });

  test('is never more than refused, whatever is written', () => {
    const anything = fc.oneof(fc.string({ unit: 'binary', maxLength: 100 }), fc.string({ unit: fc.constantFrom(...'0123456789Xx－\uD800'), minLength: 16, maxLength: 20 }));
    fc.assert(
      fc.property(anything, (written) => {
        const read = readIdNumber(written, today);
        return read === null || /^\d{17}[\dX]$/.test(read.number);
      }),
      { numRuns: 10_000 },
    );
  });
});
