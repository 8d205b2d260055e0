import { randomInt } from 'node:crypto';

/** Invented people: every number has valid check digits and belongs to nobody. */

const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];

const checkDigit = (first17: string): string => {
  const sum = [...first17].reduce((total, digit, index) => total + Number(digit) * weights[index]!, 0);
  return '10X98765432'[sum % 11]!;
};

const usual = (): string => {
  // 111 to 555 have a meaning of their own in the sandbox.
  const sequence = String(randomInt(100, 1000));
  return ['111', '222', '333', '444', '555'].includes(sequence) ? usual() : sequence;
};

const usualBirthDate = (): string => `19${randomInt(60, 100)}${String(randomInt(1, 13)).padStart(2, '0')}${String(randomInt(1, 29)).padStart(2, '0')}`;

/** A valid identity number. `born` is YYYYMMDD, `sequence` the three digits before the check digit. */
export const newIdNumber = ({ born = usualBirthDate(), sequence = usual() }: { born?: string; sequence?: string } = {}): string => {
  const first17 = `${['110101', '310104', '440305', '510107'][randomInt(4)]}${born}${sequence}`;
  return first17 + checkDigit(first17);
};

export const newEmail = (): string => `user${randomInt(1e9)}x${randomInt(1e6)}@example.com`;

export const newPhone = (): string => `+86138${String(randomInt(1e8)).padStart(8, '0')}`;

/** Satisfies every preset's rule for passwords. */
export const newPassword = (): string => `Tiger-Tally-${randomInt(1000, 9999)}`;

export const newName = (): string => `${'赵钱孙李周吴郑王'[randomInt(8)]}${'一二三四五六七八'[randomInt(8)]}`;
