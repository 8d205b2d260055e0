import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { readConfig } from './config.ts';
import { projectRoot } from './project-root.ts';

const newKey = (): string => randomBytes(32).toString('base64');
const environment = {
  PORT: '4001',
  DATA_KEYS: `k1:${newKey()}`,
  INTERNAL_KEY: newKey(),
  SMTP_URL: 'smtp://127.0.0.1:4025',
  SMS_URL: 'http://127.0.0.1:4010',
  FACE_URL: 'http://127.0.0.1:4010',
  CLOUD_URL: 'http://127.0.0.1:4010',
  CONSOLE_URL: 'http://127.0.0.1:4000/',
  DATA_DIRECTORY: '/tmp/hufu',
};
const read = (more: Record<string, string>) => readConfig('account', { ...environment, ...more });

test('without a database of its own a subgraph has a file of its own', () => {
  expect(read({}).databaseUrl).toBe('sqlite:/tmp/hufu/account.db');
  expect(read({ ACCOUNT_DATABASE_URL: 'mysql://root@db/account', SECURITY_DATABASE_URL: 'mysql://root@db/security' }).databaseUrl).toBe('mysql://root@db/account');
});

test('everything that is missing or impossible is named at once', () => {
  expect(() => read({ PORT: 'x', DATABASE_POOL: '0', INTERNAL_KEY: 'short', SMTP_URL: 'http://mail' })).toThrow(/PORT: .*\nDATABASE_POOL: .*\nINTERNAL_KEY: allowed are 32 random bytes in base64\nSMTP_URL: /);
});

test('a clock that can be moved is refused in production', () => {
  expect(read({ CLOCK_URL: 'http://127.0.0.1:4010', CLOCK_KEY: newKey() }).clock).not.toBeNull();
  expect(() => read({ CLOCK_URL: 'http://127.0.0.1:4010', CLOCK_KEY: newKey(), NODE_ENV: 'production' })).toThrow(/CLOCK_URL/);
});

test('the keys of the compose file are refused in production', () => {
  const compose = readFileSync(join(projectRoot, 'docker-compose.yml'), 'utf8');
  const keyOf = (name: string): string => new RegExp(`${name}: \\$\\{${name}:-(.*)\\}`).exec(compose)![1]!;
  expect(read({ DATA_KEYS: keyOf('DATA_KEYS'), INTERNAL_KEY: keyOf('INTERNAL_KEY') }).dataKeys).toMatch(/^k1:/);
  expect(() => read({ DATA_KEYS: keyOf('DATA_KEYS'), NODE_ENV: 'production' })).toThrow(/DATA_KEYS: this key is for development only/);
  expect(() => read({ INTERNAL_KEY: keyOf('INTERNAL_KEY'), NODE_ENV: 'production' })).toThrow(/INTERNAL_KEY: this key is for development only/);
});

test('the keys of products are read by the security subgraph alone, and checked', () => {
  const [cvm, cos] = [newKey(), newKey()];
  const readSecurity = (PRODUCT_KEYS: string, more = {}) => readConfig('security', { ...environment, PRODUCT_KEYS, ...more }).productKeys;
  expect(readSecurity(`cvm:${cvm}, cos:${cos},`)).toEqual([{ product: 'cvm', key: cvm }, { product: 'cos', key: cos }]);
  expect(readSecurity('')).toEqual([]);
  expect(read({ PRODUCT_KEYS: `cvm:${cvm}` }).productKeys).toEqual([]);
  for (const wrong of [cvm, 'cvm:short', `CVM:${cvm}`, `:${cvm}`]) expect(() => readSecurity(wrong), wrong).toThrow(/PRODUCT_KEYS: allowed is PRODUCT:KEY/);
  const sample = Buffer.from('development-only-cvm-product-key').toString('base64');
  expect(() => readSecurity(`cvm:${cvm},cos:${sample}`, { NODE_ENV: 'production' })).toThrow(/PRODUCT_KEYS: this key is for development only/);
});

test('of the providers of identities that is read which is set, and checked', () => {
  const { identityProviders, redirectUris, appScanUrl } = read({
    QQ_APP_ID: '1', QQ_APP_SECRET: 's', QQ_URL: 'http://127.0.0.1:4010/', WECHAT_OFFICIAL_TOKEN_URL: 'http://tokens/', THIRD_PARTY_REDIRECT_URIS: ' https://a.example/x , https://b.example/y?z=1,',
  });
  expect(identityProviders.QQ).toEqual({ appId: '1', appSecret: 's', url: 'http://127.0.0.1:4010', pageUrl: undefined, tokenUrl: undefined });
  expect(identityProviders.WECHAT_OFFICIAL.tokenUrl).toBe('http://tokens');
  expect(identityProviders.WECHAT.appId).toBeUndefined();
  expect([redirectUris, appScanUrl]).toEqual([['https://a.example/x', 'https://b.example/y?z=1'], null]);
  expect(() => read({ WEIBO_PAGE_URL: 'ftp://x', THIRD_PARTY_REDIRECT_URIS: 'javascript:alert(1)' })).toThrow(/THIRD_PARTY_REDIRECT_URIS.*\nWEIBO_PAGE_URL: /);
});
