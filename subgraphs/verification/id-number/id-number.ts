/** Resident identity card numbers of mainland China, GB 11643-1999: region (6), date of birth (8), sequence (3), check digit (1). */

export interface IdNumber {
  /** Eighteen characters, the last a digit or a capital X. */
  number: string;
  /** The date of birth, YYYY-MM-DD. */
  bornOn: string;
}

/** The first two digits: the provinces, Taiwan (71), and the residence permits for people of Hong Kong, Macau and Taiwan (81 to 83). */
const regions = new Set(
  '11 12 13 14 15 21 22 23 31 32 33 34 35 36 37 41 42 43 44 45 46 50 51 52 53 54 61 62 63 64 65 71 81 82 83'.split(' '),
);

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const checkDigits = '10X98765432';

/** The check digit that belongs to seventeen digits (ISO 7064, MOD 11-2): it finds every single wrong digit and every swap of two neighbours. */
export const checkDigitOf = (first17: string): string => checkDigits[weights.reduce((sum, weight, place) => sum + weight * Number(first17[place]), 0) % 11]!;

/** The date is none when the calendar moves it elsewhere: 31 February becomes a day in March. */
const isRealDate = (date: string): boolean => {
  const at = new Date(`${date}T00:00:00Z`);
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(date);
};

const oldestYear = '1900';

/** Reads a number as people write it (a small x, full-width digits, blanks around it); null when it is none (TX-VER-027). `today` is YYYY-MM-DD. */
export const readIdNumber = (written: string, today: string): IdNumber | null => {
  const number = written.normalize('NFKC').trim().toUpperCase();
  if (!/^[0-9]{17}[0-9X]$/.test(number)) return null;
  const bornOn = `${number.slice(6, 10)}-${number.slice(10, 12)}-${number.slice(12, 14)}`;
  const isValid = regions.has(number.slice(0, 2)) && bornOn >= oldestYear && bornOn <= today && isRealDate(bornOn) && checkDigitOf(number) === number[17];
  return isValid ? { number, bornOn } : null;
};
