import { second } from '../../shared/duration.ts';
import type { Refusal } from '../../shared/result.ts';
import type { MfaPolicy } from '../mfa/mfa-policy.ts';
import type { MfaToken } from './mfa-token.entity.ts';

/** The one form in which a serial number is kept. */
export const normaliseSerialNumber = (given: string): string => given.slice(0, 64).normalize('NFKC').replace(/\s/g, '').toUpperCase();

/** Why the account cannot bind this token. One that was allotted to somebody else looks absent. */
export const whyTokenRefused = (accountId: string, isInvited: boolean, serialNumber: string, token: MfaToken | null): Refusal | null => {
  if (!isInvited) return { code: 'MFA_KIND_NOT_INVITED', path: ['kind'] };
  if (serialNumber === '') return { code: 'FIELD_REQUIRED', path: ['serialNumber'] };
  return token?.accountId === accountId && token.boundAt === null ? null : { code: 'MFA_TOKEN_NOT_FOUND', path: ['serialNumber'] };
};

interface Imported {
  serialNumber: string;
  secret: string;
  accountId: string;
  period?: number | null | undefined;
  digits?: number | null | undefined;
}

export interface ReadToken {
  serialNumber: string;
  /** Base32. */
  secret: string;
  accountId: string;
}

/** NIST SP 800-63B-4 3.1.4: at least 112 bits. */
const secretBytes = { least: 14, most: 64 };

/** Reads a token as its maker describes it, or says in words what of it cannot be taken over: the operator who sent it is the one to mend it. */
export const readToken = ({ serialNumber: number, secret: given, accountId, period, digits }: Imported, policy: Pick<MfaPolicy, 'kinds' | 'period' | 'digits'>): ReadToken | string[] => {
  const [serialNumber, secret] = [normaliseSerialNumber(number), given.replace(/[\s-]/g, '').replace(/=+$/, '').toUpperCase()];
  const bytes = Math.floor((secret.length * 5) / 8);
  const problems = [
    policy.kinds.includes('HARDWARE') ? null : 'security.mfa.kinds: this deployment has no hardware tokens.',
    /^[A-Z0-9-]{4,32}$/.test(serialNumber) ? null : 'serialNumber: 4 to 32 letters, digits and `-`.',
    /^[A-Z2-7]+$/.test(secret) && bytes >= secretBytes.least && bytes <= secretBytes.most ? null : 'secret: 112 to 512 bits in Base32.',
    /^\d{12}$/.test(accountId) ? null : 'accountId: twelve digits.',
    (period ?? null) === null || period! * second === policy.period ? null : `period: ${policy.period / second} seconds, as security.mfa.period says.`,
    (digits ?? null) === null || digits === policy.digits ? null : `digits: ${policy.digits}, as security.mfa.digits says.`,
  ].filter((problem) => problem !== null);
  return problems.length > 0 ? problems : { serialNumber, secret, accountId };
};
