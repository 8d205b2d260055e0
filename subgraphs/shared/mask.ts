import { parsePhoneNumberFromString } from 'libphonenumber-js';

/** `+8613812340000` as `+86 138****0000`. Of a short number less is shown. */
export const maskPhone = (phone: string): string => {
  const number = parsePhoneNumberFromString(phone);
  const digits = number?.nationalNumber ?? phone.replace(/\D/g, '');
  const [shownInFront, shownBehind] = digits.length >= 10 ? [3, 4] : [2, 2];
  return `${number ? `+${number.countryCallingCode} ` : ''}${digits.slice(0, shownInFront)}****${digits.slice(-shownBehind)}`;
};

/** `oLx9a2kQ` as `oL****kQ`: enough to tell one's own from another. */
export const maskId = (id: string): string => (id.length < 8 ? `${id.slice(0, 1)}****` : `${id.slice(0, 2)}****${id.slice(-2)}`);

/** `li.lei@example.com` as `l***@example.com`. */
export const maskEmail = (email: string): string => {
  const at = email.lastIndexOf('@');
  const [first = ''] = email;
  return `${first}***${email.slice(at)}`;
};
