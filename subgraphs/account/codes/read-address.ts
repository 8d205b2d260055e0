import { normalisePhone } from '../../shared/phone-number.ts';
import { normaliseEmail } from '../../shared/email-address.ts';
import { ok, refuse, type Result } from '../../shared/result.ts';

export interface Address {
  channel: 'EMAIL' | 'SMS';
  to: string;
}

/** What a code can be sent to: an e-mail address when there is an @ in it, otherwise a phone. */
export const readAddress = (given: string, defaultCountry: string): Result<Address> => {
  const isEmail = /[@＠﹫]/.test(given);
  const to = isEmail ? normaliseEmail(given) : normalisePhone(given, defaultCountry);
  if (to) return ok({ channel: isEmail ? 'EMAIL' : 'SMS', to });
  return refuse({ code: isEmail ? 'EMAIL_INVALID' : 'PHONE_INVALID', path: ['to'] });
};
