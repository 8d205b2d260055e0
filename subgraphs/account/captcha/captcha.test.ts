import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createLog } from '../../shared/log.ts';
import { loadPolicy } from '../../shared/policy/load-policy.ts';
import { accountPolicy } from '../policy.ts';
import { createCaptcha } from './captcha.ts';

const log = createLog('test');
log.level = 'silent';
const { value: policy } = loadPolicy('base', 'account', accountPolicy);

let server: Server;
let url: string;
/** What was posted, and what is answered. */
let posted: { type: string | undefined; form: Record<string, string> }[] = [];
let answer: { status: number; text: string } | null = null;

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => (body += String(part)));
    request.on('end', () => {
      posted.push({ type: request.headers['content-type'], form: Object.fromEntries(new URLSearchParams(body)) });
      if (answer) response.writeHead(answer.status).end(answer.text);
      else request.socket.destroy();
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
beforeEach(() => {
  posted = [];
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const ask = (given: string | null, address: string | null = '198.18.0.1') => createCaptcha({ url, secret: 's3cret', siteKey: 'site' }, policy, log).whyNotSolved(given, address);
const say = (body: unknown, status = 200): void => {
  answer = { status, text: typeof body === 'string' ? body : JSON.stringify(body) };
};

test('asks as the siteverify protocol says, with a form', async () => {
  say({ success: true, challenge_ts: '2026-01-01T00:00:00Z', hostname: 'example.com' });
  expect(await ask('token')).toBeNull();
  expect(posted).toEqual([{ type: 'application/x-www-form-urlencoded', form: { secret: 's3cret', response: 'token', remoteip: '198.18.0.1' } }]);
  await ask('token', null);
  expect(posted[1]!.form).toEqual({ secret: 's3cret', response: 'token' });
});

test('without an answer one is required, and one that is too long is asked of nobody', async () => {
  expect(await ask(null)).toMatchObject({ code: 'CAPTCHA_REQUIRED' });
  expect(await ask('')).toMatchObject({ code: 'CAPTCHA_REQUIRED' });
  expect(await ask('x'.repeat(9000))).toMatchObject({ code: 'CAPTCHA_WRONG' });
  expect(posted).toEqual([]);
});

test.for([[['invalid-input-response']], [['timeout-or-duplicate']], [[]]])('a captcha that was not solved is wrong: %s', async ([errors]) => {
  say({ success: false, 'error-codes': errors });
  expect(await ask('token')).toMatchObject({ code: 'CAPTCHA_WRONG', path: ['captcha'] });
});

test.for([
  ['a wrong secret', { success: false, 'error-codes': ['invalid-input-secret'] }, 200],
  ['a fault', { success: true }, 500],
  ['something else', '<html>', 200],
  ['no verdict', {}, 200],
] as const)('%s is not the fault of who answers', async ([, body, status]) => {
  say(body, status);
  expect(await ask('token')).toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
});

test('nor is a provider that hangs up', async () => {
  answer = null;
  expect(await ask('token')).toMatchObject({ code: 'PROVIDER_UNAVAILABLE' });
});

test('a policy that asks for captchas needs a provider; one that asks for none does not', () => {
  expect(() => createCaptcha(null, policy, log)).toThrow(/CAPTCHA_URL/);
  const without = { ...policy, lockout: { ...policy.lockout, captchaAfter: null, perAddress: null } };
  expect(createCaptcha(null, without, log).siteKey).toBeNull();
});
