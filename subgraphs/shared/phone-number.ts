import { parsePhoneNumberFromString, type CountryCode } from 'libphonenumber-js/max';

const longestWritten = 40;

/** The one form (E.164) of a mobile number, however it is written; a national number is one of `defaultCountry`. Null when it is none that we can send to. */
export const normalisePhone = (given: string, defaultCountry: string): string | null => {
  if (given.length > longestWritten) return null;
  const phone = parsePhoneNumberFromString(given.normalize('NFKC').trim(), { defaultCountry: defaultCountry as CountryCode, extract: false });
  if (!phone?.isValid() || phone.ext) return null;
  // In some countries a mobile number cannot be told from another.
  return ['MOBILE', 'FIXED_LINE_OR_MOBILE'].includes(phone.getType() ?? '') ? phone.number : null;
};

/** The country or region of a number in its one form. */
export const countryOfPhone = (phone: string): string | undefined => parsePhoneNumberFromString(phone)?.country;
