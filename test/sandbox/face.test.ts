import { expect, test } from 'vitest';
import { startTestSandbox, type TestSandbox } from './start-test-sandbox.ts';
import { syntheticId } from './synthetic-id.ts';

const idNumber = syntheticId('701');
const open = async ({ call }: TestSandbox, id = 'r-1', name = '林夏') =>
  (await call('POST', '/face/tickets', { id, name, idNumber })).json as { ticket: string; url: string; expiresAt: string };

test('a ticket waits for the camera, lives ten minutes and has a page', async () => {
  const sandbox = await startTestSandbox();
  const { ticket, url, expiresAt } = await open(sandbox);
  expect(Date.parse(expiresAt) - Date.now()).toBeLessThanOrEqual(600_000);
  expect(Date.parse(expiresAt) - Date.now()).toBeGreaterThan(590_000);
  expect(url).toBe(`${sandbox.url}/camera/${ticket}`);
  const page = await fetch(url);
  expect([page.status, page.headers.get('content-type')]).toEqual([200, 'text/html; charset=utf-8']);
  expect((await sandbox.call('GET', `/face/tickets/${ticket}`)).json).toEqual({ ticket, status: 'WAITING', outcome: null, at: null });
  expect((await sandbox.call('GET', '/face/tickets')).json).toMatchObject([{ ticket, name: '林夏' }]);
});

test('the same request gets the same ticket', async () => {
  const sandbox = await startTestSandbox();
  const tickets = await Promise.all([open(sandbox), open(sandbox), open(sandbox, 'r-2')]);
  expect(new Set(tickets.map(({ ticket }) => ticket)).size).toBe(2);
});

test.for(['PASS', 'MISMATCH', 'LIVENESS_FAILED', 'OCCLUDED', 'EXPIRED'])('the camera sees %s, once', async (outcome) => {
  const sandbox = await startTestSandbox();
  const { ticket } = await open(sandbox);
  const burst = await Promise.all(Array.from({ length: 5 }, () => sandbox.call('POST', '/face', { ticket, outcome })));
  expect(burst.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409]);
  expect((await sandbox.call('GET', `/face/tickets/${ticket}`)).json).toMatchObject({ status: 'DONE', outcome });
  expect((await sandbox.call('GET', '/face/tickets')).json).toEqual([]);
});

test('a passing face under another name than the registered one is refused by the provider', async () => {
  const sandbox = await startTestSandbox();
  const first = await open(sandbox);
  await sandbox.call('POST', '/face', { ticket: first.ticket, outcome: 'PASS' });
  expect((await sandbox.call('GET', `/registry/people/${idNumber}`)).json, 'enrolled on first use')
    .toEqual({ name: '林夏', born: '1990-03-07', status: 'NORMAL' });

  const other = await open(sandbox, 'r-2', '吴桐');
  const { json } = await sandbox.call('POST', '/face', { ticket: other.ticket, outcome: 'PASS' });
  expect(json).toMatchObject({ status: 'DONE', outcome: 'NAME_OR_ID_WRONG' });
});

test('a ticket that nobody uses is over after ten minutes of the sandbox clock', async () => {
  const sandbox = await startTestSandbox();
  const { ticket, expiresAt } = await open(sandbox);
  await sandbox.call('POST', '/clock', { advance: 'PT9M50S' });
  expect((await sandbox.call('GET', `/face/tickets/${ticket}`)).json.status).toBe('WAITING');
  await sandbox.call('POST', '/clock', { advance: 'PT10S' });
  expect((await sandbox.call('GET', `/face/tickets/${ticket}`)).json)
    .toEqual({ ticket, status: 'DONE', outcome: 'EXPIRED', at: expiresAt });
  expect((await sandbox.call('POST', '/face', { ticket, outcome: 'PASS' })).status).toBe(409);
  expect((await sandbox.call('GET', `/registry/people/${idNumber}`)).status, 'nobody was enrolled').toBe(404);
});

test('unknown tickets are not found', async () => {
  const { call } = await startTestSandbox();
  expect((await call('GET', '/face/tickets/none')).status).toBe(404);
  expect((await call('GET', '/camera/none')).status).toBe(404);
  expect((await call('POST', '/face', { ticket: 'none', outcome: 'PASS' })).status).toBe(404);
});
