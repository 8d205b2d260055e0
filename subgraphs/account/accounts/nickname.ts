import type { Refusal } from '../../shared/result.ts';
import type { RegistrationPolicy } from '../registration/registration-policy.ts';

/** Control characters, halves of characters, line breaks, and marks that turn the direction of what stands beside the name. */
const notInNames = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/u;

/** True when a name can be written anywhere: in a mail's subject, beside other names, in a log. */
export const isPlainName = (name: string): boolean => !notInNames.test(name);

/** As a name, but it may have lines. */
export const isPlainText = (text: string): boolean => isPlainName(text.replace(/[\n\r\t]/g, ' '));

export const normaliseNickname = (given: string): string => given.trim().normalize('NFC');

export const whyNicknameRefused = (nickname: string, { minLength, maxLength }: RegistrationPolicy['nickname']): Refusal | null => {
  const length = [...nickname].length;
  if (length < minLength) return { code: 'NAME_INVALID', policy: 'account.registration.nickname.minLength', limit: minLength };
  if (length > maxLength) return { code: 'NAME_INVALID', policy: 'account.registration.nickname.maxLength', limit: maxLength };
  return isPlainName(nickname) ? null : { code: 'NAME_INVALID' };
};

/** The name of who chose none. */
export const defaultNickname = (accountId: string): string => `user${accountId}`;
