import type { Refusal } from '../../shared/result.ts';
import type { RegistrationPolicy } from '../registration/registration-policy.ts';

/** Control characters, halves of characters, line breaks, and marks that turn the direction of what stands beside the name. */
const notInNames = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u061C\u200E\u200F\u202A-\u202E\u2066-\u2069\uFEFF]/u;

export const normaliseNickname = (given: string): string => given.trim().normalize('NFC');

/** What is wrong with a name that is shown to people; null when nothing is. */
export const nameFault = (name: string, minLength: number, maxLength: number): 'TOO_SHORT' | 'TOO_LONG' | 'CHARACTER' | null => {
  const length = [...name].length;
  if (length < minLength) return 'TOO_SHORT';
  if (length > maxLength) return 'TOO_LONG';
  return notInNames.test(name) ? 'CHARACTER' : null;
};

export const whyNicknameRefused = (nickname: string, { minLength, maxLength }: RegistrationPolicy['nickname']): Refusal | null => {
  switch (nameFault(nickname, minLength, maxLength)) {
    case 'TOO_SHORT':
      return { code: 'NAME_INVALID', policy: 'account.registration.nickname.minLength', limit: minLength };
    case 'TOO_LONG':
      return { code: 'NAME_INVALID', policy: 'account.registration.nickname.maxLength', limit: maxLength };
    case 'CHARACTER':
      return { code: 'NAME_INVALID' };
    case null:
      return null;
  }
};

/** The name of who chose none. */
export const defaultNickname = (accountId: string): string => `user${accountId}`;
