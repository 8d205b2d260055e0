import { expect, test } from 'vitest';
import { captchaSecret } from '../../sandbox/captcha/captcha.endpoints.ts';
import { startTestSandbox, type TestSandbox } from './start-test-sandbox.ts';

const verify = async ({ url }: TestSandbox, fields: Record<string, string>) =>
  (await fetch(`${url}/captcha/siteverify`, { method: 'POST', body: new URLSearchParams({ secret: captchaSecret, ...fields }) })).json();
const solve = async ({ call }: TestSandbox, outcome = 'SOLVED'): Promise<string> => (await call('POST', '/captcha/tokens', { outcome })).json.token;

const solved = { success: true, 'error-codes': [] };
const wrong = (error: string) => ({ success: false, 'error-codes': [error] });

test('a solved captcha is good once', async () => {
  const sandbox = await startTestSandbox();
  const response = await solve(sandbox);
  expect(await verify(sandbox, { response, remoteip: '198.18.0.1' })).toEqual(solved);
  expect(await verify(sandbox, { response })).toEqual(wrong('timeout-or-duplicate'));
});

test('one that was failed, made up or left out is wrong, and so is a secret', async () => {
  const sandbox = await startTestSandbox();
  expect(await verify(sandbox, { response: await solve(sandbox, 'FAILED') })).toEqual(wrong('invalid-input-response'));
  expect(await verify(sandbox, { response: 'made-up' })).toEqual(wrong('invalid-input-response'));
  expect(await verify(sandbox, {})).toEqual(wrong('missing-input-response'));
  expect(await verify(sandbox, { secret: 'another', response: await solve(sandbox) })).toEqual(wrong('invalid-input-secret'));
});

test('an answer is good for two minutes', async () => {
  const sandbox = await startTestSandbox();
  const response = await solve(sandbox);
  await sandbox.call('POST', '/clock', { advance: 'PT2M' });
  expect(await verify(sandbox, { response })).toEqual(wrong('timeout-or-duplicate'));
});

test('a form is wanted', async () => {
  const { call } = await startTestSandbox();
  expect((await call('POST', '/captcha/siteverify', { secret: captchaSecret, response: 'x' })).status).toBe(415);
});
