import { expect, inject, test } from 'vitest';
import { sharedClient } from '../support/client.ts';
import { dumpStores } from '../support/dump-stores.ts';
import { prepareRegistration, sendRegistration } from '../support/journeys.ts';

const client = sharedClient();

const countRows = async (table: string): Promise<number> => (await dumpStores(inject('graph'))).filter((stored) => stored.table === table).length;

test('codes and first answers are forgotten when no rule looks at them any more', async () => {
  const input = { ...(await prepareRegistration(client)), idempotencyKey: 'housekeeping' };
  expect((await sendRegistration(client, input)).data.registerAccount.userErrors).toEqual([]);
  expect(await countRows('one_time_code')).toBeGreaterThan(0);
  expect(await countRows('first_answer')).toBeGreaterThan(0);
  await client.advance('P1DT1H');
  expect(await countRows('one_time_code')).toBe(0);
  expect(await countRows('first_answer')).toBe(0);
});
