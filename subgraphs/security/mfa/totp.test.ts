import { Secret, TOTP } from 'otpauth';
import { expect, test } from 'vitest';
import { newTotpSecret, otpauthUri, stepOfCodes } from './totp.ts';

const rfcKey = Secret.fromUTF8('12345678901234567890').base32;
const policy = { digits: 6, period: 30_000, drift: 1 };

test.for([
  [59, '287082'],
  [1111111109, '081804'],
  [1111111111, '050471'],
  [1234567890, '005924'],
  [2000000000, '279037'],
  [20000000000, '353130'],
] as const)('TX-SEC-016 RFC 6238: at %i s the code is %s', ([at, code]) => {
  expect(stepOfCodes([code], rfcKey, at * 1000, policy)).toBe(Math.floor(at / 30));
});

const start = 1_772_352_000_000;
const codeAt = (at: number): string => TOTP.generate({ secret: Secret.fromBase32(rfcKey), digits: 6, period: 30, algorithm: 'SHA1', timestamp: at });

test.for([-60, -30, 0, 30, 60])('a code of %i s', (drift) => {
  const step = Math.floor(start / 30_000) + drift / 30;
  expect(stepOfCodes([codeAt(start + drift * 1000)], rfcKey, start, policy)).toBe(Math.abs(drift) > 30 ? null : step);
});

test('codes of consecutive steps are told by the step of the last', () => {
  const [before, present, next] = [codeAt(start - 30_000), codeAt(start), codeAt(start + 30_000)];
  const step = Math.floor(start / 30_000);
  expect(stepOfCodes([before, present], rfcKey, start, policy)).toBe(step);
  expect(stepOfCodes([present, next], rfcKey, start, policy)).toBe(step + 1);
  expect(stepOfCodes([present, before], rfcKey, start, policy)).toBeNull();
  expect(stepOfCodes([present, present], rfcKey, start, policy)).toBeNull();
  expect(stepOfCodes([before, next], rfcKey, start, policy)).toBeNull();
});

test.for([[''], ['28708'], ['2870820'], ['abcdef']])('%j is no code', (codes) => {
  expect(stepOfCodes(codes, rfcKey, 59_000, policy)).toBeNull();
});

test('no codes are no proof', () => {
  expect(stepOfCodes([], rfcKey, 59_000, policy)).toBeNull();
});

test('a secret has 160 random bits', () => {
  const secrets = Array.from({ length: 100 }, newTotpSecret);
  expect(new Set(secrets).size).toBe(100);
  for (const secret of secrets) expect(Secret.fromBase32(secret).bytes).toHaveLength(20);
});

test('the key URI names issuer, account and how the codes are made', () => {
  const uri = otpauthUri(rfcKey, '100000000001', { ...policy, issuer: '云 Cloud' });
  expect(uri).toBe(`otpauth://totp/${encodeURIComponent('云 Cloud')}:100000000001?issuer=${encodeURIComponent('云 Cloud')}&secret=${rfcKey}&algorithm=SHA1&digits=6&period=30`);
});
