import { expect, test } from 'vitest';
import { startTestSandbox } from './start-test-sandbox.ts';

test.for(['WECHAT', 'QQ', 'WECOM', 'WEIBO'])('%s: a person scans and approves, once', async (provider) => {
  const { call, url } = await startTestSandbox();
  const opened = await call('POST', '/scan/tickets', { id: 's-1', provider });
  const { ticket } = opened.json;
  expect(opened.status).toBe(201);
  expect(opened.json.url).toBe(`${url}/qr/${ticket}`);
  expect((await fetch(opened.json.url)).status).toBe(200);
  expect((await call('GET', `/scan/tickets/${ticket}`)).json).toEqual({ ticket, status: 'WAITING', subject: null });

  const scanned = { ticket, status: 'APPROVED', subject: { provider, id: 'lin.xia', name: 'lin.xia' } };
  expect((await call('POST', '/scan', { ticket, as: 'lin.xia', approve: true })).json).toEqual(scanned);
  expect((await call('POST', '/scan', { ticket, as: 'wu.tong', approve: true })).status).toBe(409);
  expect((await call('GET', `/scan/tickets/${ticket}`)).json).toEqual(scanned);
  expect((await call('POST', '/scan/tickets', { id: 's-1', provider })).json.ticket, 'the same request').toBe(ticket);
});

test('a person declines', async () => {
  const { call } = await startTestSandbox();
  const { ticket } = (await call('POST', '/scan/tickets', { id: 's-1', provider: 'QQ' })).json;
  await call('POST', '/scan', { ticket, as: 'lin.xia', approve: false });
  expect((await call('GET', `/scan/tickets/${ticket}`)).json).toEqual({ ticket, status: 'DECLINED', subject: null });
});

test('a code runs out after two minutes of the sandbox clock', async () => {
  const { call } = await startTestSandbox();
  const { ticket } = (await call('POST', '/scan/tickets', { id: 's-1', provider: 'WECHAT' })).json;
  expect((await call('GET', '/scan/tickets')).json).toMatchObject([{ ticket, provider: 'WECHAT' }]);
  await call('POST', '/clock', { advance: 'PT2M' });
  expect((await call('GET', `/scan/tickets/${ticket}`)).json).toEqual({ ticket, status: 'EXPIRED', subject: null });
  expect((await call('POST', '/scan', { ticket, as: 'lin.xia', approve: true })).status).toBe(409);
  expect((await call('GET', '/scan/tickets')).json).toEqual([]);
});
