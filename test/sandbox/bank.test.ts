import { expect, test } from 'vitest';
import { startTestSandbox } from './start-test-sandbox.ts';

const card = '6222020000000000017';

test('a payout of the platform arrives once, also when it is sent in a burst', async () => {
  const { call } = await startTestSandbox();
  const pay = () => call('POST', '/bank/payouts', { id: 'p-1', to: card, amount: '0.35' });
  expect((await Promise.all([pay(), pay(), pay()])).map(({ status, json }) => [status, json.id])).toEqual(Array(3).fill([201, 'p-1']));
  expect((await call('GET', `/bank/${card}/incoming`)).json).toEqual([{ amount: '0.35', from: 'HUFU-PLATFORM', at: expect.any(String) }]);
  expect((await call('GET', '/bank/6222020000000000025/incoming')).json).toEqual([]);
});

test('a company pays; every payment counts, newest first', async () => {
  const { call } = await startTestSandbox();
  await call('POST', '/bank/transfers', { from: card, to: 'HUFU-0001', amount: '0.12' });
  expect((await call('POST', '/bank/transfers', { from: card, to: 'HUFU-0001', amount: '0.12' })).status).toBe(201);
  await call('POST', '/bank/transfers', { from: card, to: 'HUFU-0002', amount: '9.99' });
  await call('POST', '/bank/transfers', { from: card, to: 'HUFU-0001', amount: '0.13' });
  const { json } = await call('GET', '/bank/transfers?to=HUFU-0001');
  expect(json.map(({ from, to, amount }: Record<string, string>) => [from, to, amount]))
    .toEqual([[card, 'HUFU-0001', '0.13'], [card, 'HUFU-0001', '0.12'], [card, 'HUFU-0001', '0.12']]);
});

test.for(['1', '0.1', '0.001', '-0.10', '0.00', '1e2', '1,000.00', 1])('the amount %j is refused', async (amount) => {
  const { call } = await startTestSandbox();
  for (const body of [{ id: 'p', to: card, amount }, { from: 'AAAA', to: card, amount }]) {
    const { status, json } = await call('POST', 'id' in body ? '/bank/payouts' : '/bank/transfers', body);
    expect([status, json.path]).toEqual([400, 'amount']);
  }
});
