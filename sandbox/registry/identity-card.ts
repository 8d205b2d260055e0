const weights = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
const checkDigits = '10X98765432';

/** The birthday that a resident identity card number (GB 11643) carries; null when it is not one. */
export const bornOf = (idNumber: string): string | null => {
  if (!/^\d{17}[\dX]$/.test(idNumber)) return null;
  const sum = weights.reduce((total, weight, index) => total + weight * Number(idNumber[index]), 0);
  if (checkDigits[sum % 11] !== idNumber[17]) return null;
  const born = `${idNumber.slice(6, 10)}-${idNumber.slice(10, 12)}-${idNumber.slice(12, 14)}`;
  const date = new Date(`${born}T00:00:00Z`);
  // The 31st of February parses in no engine, or rolls over to March.
  return !Number.isNaN(date.getTime()) && date.toISOString().startsWith(born) ? born : null;
};

/** Passports and passes have no check digit here; a resident card has, and must be right. */
export const couldExist = (idNumber: string): boolean =>
  !/^\d{17}[\dX]$/.test(idNumber) || bornOf(idNumber) !== null;
