import { randomBytes } from 'node:crypto';
import { SignJWT } from 'jose';
import { expect, test } from 'vitest';
import { createCallerSignature, type Caller } from './caller.ts';

const key = randomBytes(32).toString('base64');
const caller: Caller = { from: 'client', viewer: null, hasEndedSession: false, language: 'en', device: null, address: null, requestId: 'r' };
const sign = (header: { alg: string; typ?: string }, audience: string, expires: string | number, secret = Buffer.from(key, 'base64')) =>
  new SignJWT({ caller: { ...caller } }).setProtectedHeader(header).setAudience(audience).setIssuedAt(typeof expires === 'number' ? expires - 30 : undefined).setExpirationTime(expires).sign(secret);

test('a caller that was signed is known again', async () => {
  const signature = createCallerSignature(key);
  expect(signature.verify(signature.sign(caller))).toEqual(caller);
});

test('the signature is one that any JWT library makes', async () => {
  expect(createCallerSignature(key).verify(await sign({ alg: 'HS256', typ: 'caller' }, 'hufu-subgraph', '30s'))).toEqual(caller);
});

test('what is not signed with this key, for this use, just now, is nobody', async () => {
  const { verify } = createCallerSignature(key);
  const longAgo = Math.floor(Date.now() / 1000) - 3600;
  expect(verify('')).toBeNull();
  expect(verify(await sign({ alg: 'HS256', typ: 'caller' }, 'hufu-subgraph', '30s', randomBytes(32)))).toBeNull();
  expect(verify(await sign({ alg: 'HS256', typ: 'caller' }, 'elsewhere', '30s'))).toBeNull();
  expect(verify(await sign({ alg: 'HS256' }, 'hufu-subgraph', '30s'))).toBeNull();
  expect(verify(await sign({ alg: 'HS512', typ: 'caller' }, 'hufu-subgraph', '30s', randomBytes(64)))).toBeNull();
  expect(verify(await sign({ alg: 'HS256', typ: 'caller' }, 'hufu-subgraph', longAgo))).toBeNull();
  const unsigned = `${Buffer.from('{"alg":"none","typ":"caller"}').toString('base64url')}.${Buffer.from(JSON.stringify({ caller, aud: 'hufu-subgraph', exp: 9e9, iat: longAgo + 3600 })).toString('base64url')}.`;
  expect(verify(unsigned)).toBeNull();
});

test('a key that is not 32 bytes is refused', () => {
  expect(() => createCallerSignature('c2hvcnQ=')).toThrow(/INTERNAL_KEY/);
});
