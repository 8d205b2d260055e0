/**
 * How long pages of a history of 100,000 entries take, and adding to it: `npx tsx test/bench/activity.ts [entries]`,
 * on MariaDB with `TEST_STORE=mysql TEST_MYSQL_URL=mysql://user:password@127.0.0.1:3306`. Medians of twenty.
 */
import { randomUUID } from 'node:crypto';
import { activityConnection, type Wanted } from '../../subgraphs/security/activity/activity-connection.ts';
import { appendActivity } from '../../subgraphs/security/activity/append-activity.ts';
import { checkActivity } from '../../subgraphs/security/activity/check-activity.ts';
import { fillActivity } from '../support/fill-activity.ts';
import { openSecurityWorld } from '../support/open-security-world.ts';

const entries = Number(process.argv[2] ?? 100_000);
const { deps, store, clock, close } = await openSecurityWorld();
const accountId = '300000000001';
// One in a thousand is rare; MFA_UNBOUND does not occur.
await fillActivity(store, deps.vault, accountId, entries, (sequence) => (sequence % 1000 === 0 ? 'PASSWORD_CHANGED' : sequence % 3 === 0 ? 'STEPPED_UP' : 'SIGNED_IN'));

const median = async (work: () => Promise<unknown>): Promise<string> => {
  const times: number[] = [];
  for (let round = 0; round < 22; round += 1) {
    const began = performance.now();
    await work();
    if (round > 1) times.push(performance.now() - began);
  }
  return `${times.sort((a, b) => a - b)[10]!.toFixed(1)} ms`;
};

const page = (wanted: Partial<Wanted>) => () => activityConnection(deps, accountId, { first: 100, longest: 100, ...wanted });
const second = (await page({})())!.pageInfo.endCursor;
const add = (): Promise<void> =>
  store.transaction((transaction) =>
    appendActivity(deps, transaction, { id: randomUUID(), accountId, at: clock.now(), kind: 'SIGNED_IN', outcome: 'SUCCEEDED', times: 1, operation: null, method: null, checkedBy: null, sessionId: null, device: 'Tally/1.0', address: '203.0.113.7' }),
  );
const measured: [string, () => Promise<unknown>][] = [
  ['the first page of 100', page({})],
  ['the second page', page({ after: second })],
  ['a page of a rare kind', page({ filter: { kinds: ['PASSWORD_CHANGED'] } })],
  ['a page of a frequent, a rare and an absent kind', page({ filter: { kinds: ['STEPPED_UP', 'PASSWORD_CHANGED', 'MFA_UNBOUND'] } })],
  ['a page of a month a while ago', page({ filter: { since: Date.now() - (entries / 2) * 60_000, until: Date.now() - (entries / 2 - 43_200) * 60_000 } })],
  ['a page of failures, of which there are none', page({ filter: { outcome: 'FAILED' } })],
  ['verifying 500 entries', () => checkActivity(deps.vault, store.read, accountId, Math.floor(entries / 2))],
  ['adding an entry', add],
];
for (const [what, work] of measured) console.log(`${what}: ${await median(work)}`);
await close();
