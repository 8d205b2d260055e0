import { isIP } from 'node:net';
import { parsePhoneNumberFromString } from 'libphonenumber-js';
import { networkOf } from './network-of.ts';

/** `+8613812340000` as `+86 138****0000`. Of a short number less is shown. */
export const maskPhone = (phone: string): string => {
  const number = parsePhoneNumberFromString(phone);
  const digits = number?.nationalNumber ?? phone.replace(/\D/g, '');
  const [shownInFront, shownBehind] = digits.length >= 10 ? [3, 4] : [2, 2];
  return `${number ? `+${number.countryCallingCode} ` : ''}${digits.slice(0, shownInFront)}****${digits.slice(-shownBehind)}`;
};

/** A name or an id at another provider: `oLx9a2kQ` as `oL****kQ`. Of a short one less is shown. */
export const maskId = (id: string): string => {
  const characters = [...id];
  const shown = characters.length < 8 ? 1 : 2;
  return `${characters.slice(0, shown).join('')}****${shown === 1 ? '' : characters.slice(-shown).join('')}`;
};

/** `203.0.113.7` as `203.0.113.*`; of an IPv6 address the network of a site, `2001:db8:1:*`. */
export const maskAddress = (address: string): string =>
  isIP(address) === 6 ? `${networkOf(address).split(':').slice(0, 3).join(':')}:*` : address.replace(/[^.]*$/, '*');

/** `li.lei@example.com` as `l***@example.com`. */
export const maskEmail = (email: string): string => {
  const at = email.lastIndexOf('@');
  const [first = ''] = email;
  return `${first}***${email.slice(at)}`;
};
