import { expect, test } from 'vitest';
import { dumpStores } from '../support/dump-stores.ts';
import { prepareRegistration, sendRegistration } from '../support/journeys.ts';
import { sharedClient, sharedGraph } from '../support/shared-graph.ts';

const client = sharedClient();

const countRows = async (table: string): Promise<number> => (await dumpStores(sharedGraph)).filter((stored) => stored.table === table).length;

test('codes and first answers are forgotten when no rule looks at them any more', async () => {
  const input = { ...(await prepareRegistration(client)), idempotencyKey: 'housekeeping' };
  expect((await sendRegistration(client, input)).data.registerAccount.userErrors).toEqual([]);
  expect(await countRows('one_time_code')).toBeGreaterThan(0);
  expect(await countRows('first_answer')).toBeGreaterThan(0);
  await client.advance('P1DT1H');
  expect(await countRows('one_time_code')).toBe(0);
  expect(await countRows('first_answer')).toBe(0);
});
