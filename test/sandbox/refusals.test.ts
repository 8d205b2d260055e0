import { request } from 'node:http';
import { expect, test } from 'vitest';
import { startTestSandbox } from './start-test-sandbox.ts';

const headers = { 'content-type': 'application/json' };

test.for([
  ['/sms/messages', { id: '1', to: '13800000001', text: 'x' }, 'to'],
  ['/sms/messages', { id: '1', to: '+8613800000001' }, 'text'],
  ['/sms/messages', { id: '', to: '+8613800000001', text: 'x' }, 'id'],
  ['/sms/messages', { id: '1', to: '+8613800000001', text: 'x', priority: 1 }, 'priority'],
  ['/wechat/messages', { id: '1', to: '', text: 'x' }, 'to'],
  ['/face/tickets', { id: '1', name: 'n', idNumber: '../../etc' }, 'idNumber'],
  ['/face', { ticket: 't', outcome: 'BRIBED' }, 'outcome'],
  ['/scan/tickets', { id: '1', provider: 'MYSPACE' }, 'provider'],
  ['/scan', { ticket: 't', as: 'u', approve: 'yes' }, 'approve'],
  ['/registry/people/check', { id: '1', name: ' ', idNumber: 'P1234567' }, 'name'],
  ['/cloud/a/give-up', { id: '1', kind: 'HOUSE' }, 'kind'],
  ['/cloud/a/close', {}, 'id'],
] as const)('POST %s refuses %j at %s', async ([address, body, path]) => {
  const { call } = await startTestSandbox();
  expect(await call('POST', address, body)).toMatchObject({ status: 400, json: { error: expect.any(String), path } });
});

test.for([
  ['/registry/people/P1234567', { name: 'n', born: '1990-02-31' }, 'born'],
  ['/registry/people/%20', { name: 'n' }, 'idNumber'],
  ['/registry/enterprises/91110000TEST00001A', { name: 'n' }, 'kind'],
] as const)('PUT %s refuses %j at %s', async ([address, body, path]) => {
  const { call } = await startTestSandbox();
  expect(await call('PUT', address, body)).toMatchObject({ status: 400, json: { path } });
});

test.for([
  ['GET', '/nothing', 404],
  ['GET', '/messages/1', 404],
  ['DELETE', '/messages', 405],
  ['GET', '/sms/messages', 405],
  ['POST', '/health', 405],
  ['GET', '/messages?to=%2B8613800000001&limit=9', 400],
  ['GET', '/messages?after=yesterday', 400],
  ['GET', '/cloud/%E0%A4%A', 400],
] as const)('%s %s is answered with %i and a JSON error', async ([method, path, status]) => {
  const { call } = await startTestSandbox();
  const got = await call(method, path);
  expect([got.status, typeof got.json.error]).toEqual([status, 'string']);
  if (status === 405) expect(got.headers.get('allow')).toMatch(/GET|POST/);
});

test('a body that is not JSON, not said to be JSON, or too big is refused', async () => {
  const { url } = await startTestSandbox();
  const post = async (body: string, more: Record<string, string> = headers) => {
    const response = await fetch(`${url}/sms/messages`, { method: 'POST', headers: more, body });
    return [response.status, Object.keys(await response.json() as object)];
  };
  expect(await post('{"id":')).toEqual([400, ['error']]);
  expect(await post('')).toEqual([400, ['error']]);
  expect(await post('{}', { 'content-type': 'text/plain' })).toEqual([415, ['error']]);
  expect(await post('{}', { ...headers, 'content-encoding': 'gzip' })).toEqual([415, ['error']]);
  expect(await post(JSON.stringify({ id: 'x'.repeat(110_000) }))).toEqual([413, ['error']]);
  expect(await post(JSON.stringify({ id: 'x'.repeat(5_000_000) }))).toEqual([413, ['error']]);
});

test('a body without a length is cut at the same limit', async () => {
  const { url } = await startTestSandbox();
  const status = await new Promise((resolve, reject) => {
    const sending = request(`${url}/sms/messages`, { method: 'POST', headers }, (response) => {
      resolve(response.statusCode);
      response.resume();
    });
    sending.on('error', reject);
    for (let chunk = 0; chunk < 30; chunk++) sending.write('x'.repeat(8192));
    sending.end();
  });
  expect(status).toBe(413);
});

test('only pages of localhost may read answers', async () => {
  const { url } = await startTestSandbox();
  const allowed = async (origin: string, method = 'GET') =>
    (await fetch(`${url}/clock`, { method, headers: { origin } })).headers.get('access-control-allow-origin');
  expect(await allowed('http://localhost:3000')).toBe('http://localhost:3000');
  expect(await allowed('http://127.0.0.1:3000', 'OPTIONS')).toBe('http://127.0.0.1:3000');
  expect(await allowed('https://evil.example')).toBeNull();
  expect(await allowed('http://localhost.evil.example', 'OPTIONS')).toBeNull();
  expect(await allowed('null')).toBeNull();
});

test('the page is one file that asks nobody else for anything', async () => {
  const { url } = await startTestSandbox();
  const response = await fetch(url);
  const html = await response.text();
  expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8');
  expect(response.headers.get('content-security-policy')).toContain("default-src 'none'");
  expect(html).not.toMatch(/(?:src|href)="(?!data:)/);
});
