import { Secret, TOTP } from 'otpauth';
import { second } from '../../shared/duration.ts';
import { isSameSecret } from '../../shared/vault.ts';
import type { MfaPolicy } from './mfa-policy.ts';

type TotpPolicy = Pick<MfaPolicy, 'digits' | 'period' | 'drift'>;

const secretBytes = 20;

/** 160 random bits in Base32. */
export const newTotpSecret = (): string => new Secret({ size: secretBytes }).base32;

/** The key URI that authenticator apps read from a QR code. */
export const otpauthUri = (secret: string, label: string, { digits, period, issuer }: Pick<MfaPolicy, 'digits' | 'period' | 'issuer'>): string =>
  new TOTP({ secret, label, issuer, digits, period: period / second, algorithm: 'SHA1' }).toString();

const codeOfStep = (secret: string, step: number, { digits, period }: TotpPolicy): string =>
  TOTP.generate({ secret: Secret.fromBase32(secret), digits, period: period / second, algorithm: 'SHA1', timestamp: step * period });

/**
 * The step of the last of these codes, when they are those of consecutive steps and the last one is at most `drift` steps
 * away from the present (RFC 6238 5.2); otherwise null.
 */
export const stepOfCodes = (codes: string[], secret: string, now: number, policy: TotpPolicy): number | null => {
  const present = Math.floor(now / policy.period);
  const steps = Array.from({ length: 2 * policy.drift + 1 }, (_, index) => present - policy.drift + index);
  const areCodesUpTo = (last: number): boolean => codes.every((code, index) => isSameSecret(code, codeOfStep(secret, last - codes.length + 1 + index, policy)));
  return codes.length > 0 ? (steps.find(areCodesUpTo) ?? null) : null;
};
