import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createLog } from '../../shared/log.ts';
import { loadPolicy } from '../../shared/policy/load-policy.ts';
import { accountPolicy } from '../policy.ts';
import { createFaceService } from './face-service.ts';

const log = createLog('test');
log.level = 'silent';
const policyOf = (name: string) => loadPolicy(name, 'account', accountPolicy).value;

let server: Server;
let url: string;
let posted: { path: string | undefined; body: unknown }[] = [];
let answer: { status: number; body: unknown } = { status: 200, body: {} };

beforeAll(async () => {
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (part) => (body += String(part)));
    request.on('end', () => {
      posted.push({ path: request.url?.replace(/\?$/, ''), body: JSON.parse(body) });
      response.writeHead(answer.status).end(JSON.stringify(answer.body));
    });
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => server.once('listening', resolve));
  url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`;
});
beforeEach(() => {
  posted = [];
});
afterAll(() => new Promise((resolve) => server.close(resolve)));

const service = () => createFaceService({ url, secret: 's3cret' }, policyOf('baidu'), log);
const shown = { id: 'check', capture: 'capture', token: 'token', accountIds: ['1', '2'] };
const refused = (code: string, path?: string[]) => ({ ok: false, refusals: [path ? { code, path } : { code }] });

test('a look into the camera is prepared without saying whose', async () => {
  answer = { status: 201, body: { capture: 'capture', url: 'https://face.example/look', expiresAt: '2026-01-01T00:05:00Z' } };
  expect(await service().open('check')).toEqual({ ok: true, value: { ticket: 'capture', url: 'https://face.example/look', expiresAt: Date.UTC(2026, 0, 1, 0, 5) } });
  expect(posted).toEqual([{ path: '/v1/captures', body: { secret: 's3cret', id: 'check' } }]);
});

test('what was seen is compared for the accounts that are named', async () => {
  answer = { status: 200, body: { matching: ['2'] } };
  expect(await service().compare(shown)).toEqual({ ok: true, value: ['2'] });
  expect(posted).toEqual([{ path: '/v1/comparisons', body: { secret: 's3cret', ...shown } }]);
});

test('a token that is none is told apart from a service that does not answer', async () => {
  answer = { status: 200, body: { matching: null } };
  expect(await service().compare(shown)).toEqual(refused('FACE_CHECK_NOT_FOUND', ['faceToken']));
  for (const said of [{ status: 401, body: { error: 'The secret is wrong' } }, { status: 500, body: { matching: ['1'] } }, { status: 200, body: { matching: 'all' } }]) {
    answer = said;
    expect(await service().compare(shown)).toEqual(refused('PROVIDER_UNAVAILABLE'));
  }
  answer = { status: 201, body: { capture: 'capture', url: 'javascript:alert(1)', expiresAt: '2026-01-01T00:05:00Z' } };
  expect(await service().open('check')).toEqual(refused('PROVIDER_UNAVAILABLE'));
});

test('a token that is longer than any is sent to nobody', async () => {
  expect(await service().compare({ ...shown, token: 'x'.repeat(8193) })).toEqual(refused('FACE_CHECK_NOT_FOUND', ['faceToken']));
  expect(posted).toEqual([]);
});

test('a policy that offers the face needs a service, another none', () => {
  expect(() => createFaceService(null, policyOf('baidu'), log)).toThrow('FACE_SIGN_IN_URL and FACE_SIGN_IN_SECRET: needed');
  for (const preset of ['base', 'tencent', 'huawei']) expect(() => createFaceService(null, policyOf(preset), log)).not.toThrow();
});
