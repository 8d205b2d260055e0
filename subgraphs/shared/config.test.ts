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
  expect(() => read({ PORT: 'x', INTERNAL_KEY: 'short', SMTP_URL: 'http://mail' })).toThrow(/PORT: .*\nINTERNAL_KEY: allowed are 32 random bytes in base64\nSMTP_URL: /);
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
