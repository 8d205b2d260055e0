import { expect, test } from 'vitest';
import { startTestSandbox } from './start-test-sandbox.ts';
import { syntheticId } from './synthetic-id.ts';

const name = '林夏';

test.for([
  ['111', 'PASS', 'MATCH'],
  ['222', 'MISMATCH', 'MISMATCH'],
  ['333', 'REVIEW', 'REVIEW'],
] as const)('sequence digits %s: the face is done as %s at once, the register says %s', async ([digits, outcome, result]) => {
  const { call } = await startTestSandbox();
  const idNumber = syntheticId(digits);
  const { status, json } = await call('POST', '/face/tickets', { id: 'r-1', name, idNumber });
  expect(status).toBe(201);
  expect((await call('GET', `/face/tickets/${json.ticket}`)).json)
    .toEqual({ ticket: json.ticket, status: 'DONE', outcome, at: expect.any(String) });
  expect((await call('POST', '/face', { ticket: json.ticket, outcome: 'PASS' })).status).toBe(409);
  expect(await call('POST', '/registry/people/check', { id: 'r-1', name, idNumber })).toMatchObject({ status: 200, json: { result } });
});

const protocols = [
  ['/face/tickets', 201],
  ['/registry/people/check', 200],
] as const;

test.for(protocols)('444: %s is never answered while the caller waits, and others are', async ([path]) => {
  const { url, call } = await startTestSandbox();
  const body = JSON.stringify({ id: 'r-1', name, idNumber: syntheticId('444') });
  const headers = { 'content-type': 'application/json' };
  const silent = fetch(url + path, { method: 'POST', headers, body, signal: AbortSignal.timeout(400) });
  const refusal = expect(silent).rejects.toMatchObject({ name: 'TimeoutError' });
  expect((await call('GET', '/health')).status).toBe(200);
  await refusal;
});

test('444: after its longest time the connection is given back with 504', async () => {
  const { call } = await startTestSandbox({ holdMs: 150 });
  const { status, json } = await call('POST', '/face/tickets', { id: 'r-1', name, idNumber: syntheticId('444') });
  expect([status, Object.keys(json)]).toEqual([504, ['error']]);
});

test('444: a held connection does not keep the sandbox from stopping', async () => {
  const sandbox = await startTestSandbox();
  const silent = sandbox.call('POST', '/face/tickets', { id: 'r-1', name, idNumber: syntheticId('444') }).catch(() => 'cut');
  await sandbox.call('GET', '/health');
  await sandbox.close();
  expect(await silent).toBe('cut');
});

test.for(protocols)('555: %s fails twice per request id and then succeeds', async ([path, success]) => {
  const { call, restart } = await startTestSandbox();
  const ask = (to: typeof call, id: string) => to('POST', path, { id, name, idNumber: syntheticId('555') });
  expect((await ask(call, 'a')).status).toBe(500);
  expect((await ask(call, 'b')).status, 'another request counts for itself').toBe(500);
  const again = await restart();
  expect((await ask(again.call, 'a')).status, 'the count outlives a restart').toBe(500);
  const third = await ask(again.call, 'a');
  expect(third.status).toBe(success);
  if (third.json.ticket) {
    expect((await again.call('GET', `/face/tickets/${third.json.ticket}`)).json).toMatchObject({ outcome: 'PASS' });
  } else {
    expect(third.json).toEqual({ result: 'MATCH' });
  }
});

test('magic digits count only in a resident card number', async () => {
  const { call } = await startTestSandbox();
  const { json } = await call('POST', '/face/tickets', { id: 'r-1', name, idNumber: 'E22222222' });
  expect((await call('GET', `/face/tickets/${json.ticket}`)).json.status).toBe('WAITING');
});
