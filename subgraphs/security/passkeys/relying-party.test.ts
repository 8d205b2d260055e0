import { expect, test } from 'vitest';
import { readRelyingParty } from './relying-party.ts';

const read = (consoleUrl: string, passkeyRpId: string | null = null, passkeyOrigins: string[] = []) => readRelyingParty({ consoleUrl, passkeyRpId, passkeyOrigins });
const apkKey = `android:apk-key-hash:${'A'.repeat(43)}`;

test('by default the console is where passkeys are made', () => {
  expect(read('https://console.example.com/cloud')).toEqual({ id: 'console.example.com', origins: ['https://console.example.com'] });
  expect(read('http://localhost:4000')).toEqual({ id: 'localhost', origins: ['http://localhost:4000'] });
});

test('a domain and the origins on it, below it and of its apps can be set', () => {
  const origins = ['https://example.com', 'https://console.example.com:8443', apkKey];
  expect(read('http://127.0.0.1:4000', 'example.com', origins)).toEqual({ id: 'example.com', origins });
});

test.for([
  ['an address in numbers', 'http://127.0.0.1:4000', null, [], 'PASSKEY_RP_ID: '],
  ['an address in six words', 'https://[::1]', null, [], 'PASSKEY_RP_ID: '],
  ['an origin for a domain', 'https://example.com', 'https://example.com', [], 'PASSKEY_RP_ID: '],
  ['a top level by itself with a dot', 'https://example.com', '.com', [], 'PASSKEY_RP_ID: '],
  ['a console that is not secure', 'http://console.example.com', null, [], 'PASSKEY_ORIGINS: '],
  ['an origin of another domain', 'https://example.com', null, ['https://notexample.com'], 'PASSKEY_ORIGINS: '],
  ['an origin with a path', 'https://example.com', null, ['https://example.com/'], 'PASSKEY_ORIGINS: '],
  ['an app without its key', 'https://example.com', null, ['android:apk-key-hash:x'], 'PASSKEY_ORIGINS: '],
] as const)('%s stops the process and names the setting', ([, consoleUrl, id, origins, message]) => {
  expect(() => read(consoleUrl, id, [...origins])).toThrow(message);
});
