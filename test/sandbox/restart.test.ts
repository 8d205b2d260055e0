import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { caller, startTestSandbox } from './start-test-sandbox.ts';
import { syntheticId } from './synthetic-id.ts';

test('everything the world was told outlives its process', async () => {
  const before = await startTestSandbox();
  const idNumber = syntheticId('704');
  await before.call('POST', '/clock', { advance: 'P15D' });
  await before.call('POST', '/sms/messages', { id: 'm', to: '+8613800000001', text: 'code 1234' });
  await before.call('PUT', `/registry/people/${idNumber}`, { name: '林夏' });
  await before.call('PUT', '/cloud/a', { balance: '3.00' });
  await before.call('POST', '/cloud/a/give-up', { id: 'g', kind: 'VOUCHER' });
  await before.call('POST', '/bank/payouts', { id: 'p', to: '62220200001', amount: '0.35' });
  const { ticket } = (await before.call('POST', '/face/tickets', { id: 'f', name: '林夏', idNumber })).json;

  const { call } = await before.restart();
  expect((await call('GET', '/clock')).json.offsetMs).toBe(15 * 86_400_000);
  await call('POST', '/sms/messages', { id: 'm', to: '+8613800000001', text: 'code 1234' });
  expect((await call('GET', '/messages?to=%2B8613800000001')).json).toHaveLength(1);
  await call('POST', '/bank/payouts', { id: 'p', to: '62220200001', amount: '0.35' });
  expect((await call('GET', '/bank/62220200001/incoming')).json).toHaveLength(1);
  expect((await call('GET', '/cloud/a')).json.balance).toBe('3.00');
  expect((await call('POST', '/face/tickets', { id: 'f', name: '林夏', idNumber })).json.ticket).toBe(ticket);
  expect((await call('POST', '/face', { ticket, outcome: 'PASS' })).json.outcome).toBe('PASS');
});

const run = (env: Record<string, string>) => {
  const folder = mkdtempSync(join(tmpdir(), 'hufu-sandbox-'));
  const child = spawn(process.execPath, ['--import', 'tsx', 'sandbox/main.ts'], {
    env: { PATH: process.env['PATH'], PORT: '0', SMTP_PORT: '0', SANDBOX_DATA: join(folder, 'deep', 'sandbox.db'), ...env },
  });
  const said = { out: '', err: '' };
  child.stdout.on('data', (chunk: Buffer) => { said.out += chunk.toString(); });
  child.stderr.on('data', (chunk: Buffer) => { said.err += chunk.toString(); });
  const ended = new Promise<number | null>((resolve) => { child.once('close', resolve); });
  onTestFinished(async () => {
    child.kill('SIGKILL');
    await ended;
    rmSync(folder, { recursive: true, force: true });
  });
  return { child, said, ended };
};

test('with NODE_ENV=production it refuses to start', async () => {
  const { said, ended } = run({ NODE_ENV: 'production' });
  expect(await ended).toBe(1);
  expect(JSON.parse(said.err)).toMatchObject({ level: 'error', error: expect.stringContaining('NODE_ENV=production') });
  expect(said.out).toBe('');
}, 20_000);

test('a wrong setting is named and nothing starts', async () => {
  const { said, ended } = run({ CLOCK_SUBSCRIBERS: 'localhost:4001' });
  expect(await ended).toBe(1);
  expect(said.err).toContain('CLOCK_SUBSCRIBERS');
}, 20_000);

test.for(['SIGTERM', 'SIGINT'] as const)('it says where it listens, and stops on %s', { timeout: 20_000 }, async (signal) => {
  const { child, said, ended } = run({});
  await expect.poll(() => said.out, { timeout: 15_000 }).toContain('\n');
  const ready = JSON.parse(said.out);
  expect(ready).toEqual({ level: 'info', service: 'sandbox', msg: 'ready', port: expect.any(Number), smtpPort: expect.any(Number) });
  expect((await caller(`http://127.0.0.1:${ready.port}`)('GET', '/health')).json).toEqual({ status: 'ok' });
  child.kill(signal);
  expect(await ended).toBe(0);
  expect(said.err).toBe('');
});
