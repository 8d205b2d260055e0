import { expect, test } from 'vitest';
import { back, known, withQuery } from './authorise.ts';
import { startTestSandbox } from './start-test-sandbox.ts';

const address = withQuery('/oauth2.0/authorize', { response_type: 'code', client_id: known.app, redirect_uri: back, state: 's1', scope: 'get_user_info' });

test('an open page is listed, and can be acted on from elsewhere by its state, once', async () => {
  const { call, url } = await startTestSandbox();
  const response = await fetch(url + address);
  expect([response.status, response.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  expect((await call('GET', '/scan/tickets')).json).toMatchObject([{ ticket: 's1', provider: 'QQ' }]);
  expect((await call('GET', '/authorise/s1')).json).toMatchObject({ status: 'WAITING', redirectTo: null });

  const settled = await call('POST', '/scan', { ticket: 's1', as: '10001', approve: true });
  expect(settled).toMatchObject({ status: 200, json: { ticket: 's1', status: 'APPROVED', redirectTo: expect.stringContaining('code=') } });
  expect((await call('GET', '/authorise/s1')).json, 'the page follows').toMatchObject({ status: 'LEFT', redirectTo: settled.json.redirectTo });
  expect((await call('POST', '/scan', { ticket: 's1', as: '10002', approve: true })).status).toBe(404);
  expect((await call('GET', '/scan/tickets')).json).toEqual([]);
});

test('a page is left open for ten minutes of the sandbox clock', async () => {
  const { call, url } = await startTestSandbox();
  await fetch(url + address);
  await call('POST', '/clock', { advance: 'PT10M' });
  expect((await call('GET', '/authorise/s1')).json.status).toBe('EXPIRED');
  expect((await call('POST', '/scan', { ticket: 's1', as: '10001', approve: true })).status).toBe(404);
});

test('what is no page of a provider, and what it would not show, is refused', async () => {
  const { call, url } = await startTestSandbox();
  expect((await call('POST', '/authorise', { url: `${url}/nothing`, as: '10001' })).status).toBe(403);
  expect((await call('POST', '/authorise', { url: url + address.replace(known.app, 'other'), as: '10001' })).status).toBe(403);
  expect((await call('POST', '/authorise', { url: 'nothing', as: '10001' })).json.path).toBe('url');
  expect((await call('GET', '/authorise/s2')).status).toBe(404);
});
