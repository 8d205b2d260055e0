import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { fillActivity } from '../../../test/support/fill-activity.ts';
import { openSecurityWorld } from '../../../test/support/open-security-world.ts';
import type { SeenActivity } from '../../shared/activity/pass-on-activity.ts';
import { day, hour, minute } from '../../shared/duration.ts';
import { eraseSecurity } from '../erasure/erase-security.ts';
import { activityConnection } from './activity-connection.ts';
import { activityEntity, activityHeadEntity, excessFailureEntity, type Activity } from './activity.entity.ts';
import { findChain, findHead } from './activity-store.ts';
import { appendActivity } from './append-activity.ts';
import { checkActivity } from './check-activity.ts';
import { cutActivity, forgetOldActivity } from './cut-activity.ts';
import { openActivity } from './open-activity.ts';
import { sumUpFailures } from './sum-up-failures.ts';
import { verifyAccounts, type Broken } from './verify-accounts.ts';

type World = Awaited<ReturnType<typeof openSecurityWorld>>;
let world: World;
beforeAll(async () => {
  world = await openSecurityWorld();
});
afterAll(() => world.close());

let accounts = 200_000_000_000;
const newAccount = (): string => String((accounts += 1));

const seen = (accountId: string, more: Partial<SeenActivity> = {}): SeenActivity => ({
  id: randomUUID(),
  accountId,
  at: world.clock.now(),
  kind: 'PASSWORD_CHANGED',
  outcome: 'SUCCEEDED',
  times: 1,
  operation: null,
  method: null,
  checkedBy: null,
  sessionId: null,
  device: 'Tally/1.0',
  address: '203.0.113.7',
  ...more,
});

const append = (what: SeenActivity, deps = world.deps): Promise<void> => world.store.transaction((transaction) => appendActivity(deps, transaction, what));
const chainOf = (accountId: string): Promise<Activity[]> => findChain(world.store.read, accountId, 0, 2000);
const check = (accountId: string, from: number | null = null) => checkActivity(world.deps.vault, world.store.read, accountId, from);
/** An account to which so many things have happened, one after the other. */
const withEntries = async (count: number): Promise<string> => {
  const accountId = newAccount();
  for (let entry = 0; entry < count; entry += 1) await append(seen(accountId));
  return accountId;
};
const brokenAccounts = async (): Promise<Broken[]> => {
  const broken: Broken[] = [];
  await verifyAccounts(world.deps.vault, world.store.read, (found) => void broken.push(found));
  return broken;
};

test('fifty things that happen at once, in two processes, make one chain without a gap', async () => {
  const accountId = newAccount();
  const other = world.anotherProcess();
  await Promise.all(Array.from({ length: 50 }, (_, index) => append(seen(accountId), index % 2 ? other : world.deps)));
  const chain = await chainOf(accountId);
  expect(chain.map(({ sequence }) => sequence)).toEqual(Array.from({ length: 50 }, (_, index) => index + 1));
  expect(new Set(chain.map(({ hash }) => hash)).size).toBe(50);
  expect(chain.slice(1).map(({ previousHash }) => previousHash)).toEqual(chain.slice(0, -1).map(({ hash }) => hash));
  expect(await check(accountId)).toEqual({ firstBroken: null, checked: 50, next: null });
});

test('opened fifty times at once, the history is open from one instant on', async () => {
  const own = await openSecurityWorld('huawei');
  const { accountId, viewer } = await own.openAccount();
  await Promise.all(Array.from({ length: 50 }, () => openActivity(own.deps, viewer)));
  const { nodes } = (await activityConnection(own.deps, accountId, { first: 100, longest: 100 }))!;
  expect(nodes.map(({ kind }) => kind)).toEqual(['ACTIVITY_OPENED']);
  await own.close();
});

test('what is passed on again, also at the same time, is entered once', async () => {
  const accountId = newAccount();
  const what = seen(accountId);
  await Promise.all(Array.from({ length: 10 }, () => append(what)));
  await append(what);
  expect(await chainOf(accountId)).toHaveLength(1);
});

/** What somebody with the store in hand, and without the keys, may do to the sixth of ten entries; and which entry it shows by. */
const tampering: [string, number, (accountId: string) => Promise<unknown>][] = [
  ['changes an entry', 6, (accountId) => world.store.transaction((transaction) => transaction.update(activityEntity, { accountId, sequence: 6 }, { kind: 'PROFILE_CHANGED' }))],
  ['changes an instant', 6, (accountId) => world.store.transaction((transaction) => transaction.update(activityEntity, { accountId, sequence: 6 }, { at: 1 }))],
  ['exchanges the address of an entry for that of another', 6, async (accountId) => {
    const [, other] = await chainOf(accountId);
    await world.store.transaction((transaction) => transaction.update(activityEntity, { accountId, sequence: 6 }, { personal: other!.personal }));
  }],
  ['removes the address of an entry', 6, (accountId) => world.store.transaction((transaction) => transaction.update(activityEntity, { accountId, sequence: 6 }, { personal: null }))],
  ['removes an entry', 6, (accountId) => world.store.transaction((transaction) => transaction.delete(activityEntity, { accountId, sequence: 6 }))],
  ['removes the first entry', 1, (accountId) => world.store.transaction((transaction) => transaction.delete(activityEntity, { accountId, sequence: 1 }))],
  ['removes the last entry', 10, (accountId) => world.store.transaction((transaction) => transaction.delete(activityEntity, { accountId, sequence: 10 }))],
  ['removes the last entry and moves the end of the chain', 9, async (accountId) => {
    const ninth = (await chainOf(accountId))[8]!;
    await world.store.transaction(async (transaction) => {
      await transaction.delete(activityEntity, { accountId, sequence: 10 });
      await transaction.update(activityHeadEntity, { accountId }, { count: 9, hash: ninth.hash });
    });
  }],
  ['removes the first entries and moves the beginning of the chain', 10, async (accountId) => {
    const fifth = (await chainOf(accountId))[4]!;
    await world.store.transaction(async (transaction) => {
      for (const sequence of [1, 2, 3, 4, 5]) await transaction.delete(activityEntity, { accountId, sequence });
      await transaction.update(activityHeadEntity, { accountId }, { anchor: 5, anchorHash: fifth.hash });
    });
  }],
  ['adds an entry', 11, async (accountId) => {
    const tenth = (await chainOf(accountId))[9]!;
    await world.store.transaction((transaction) => transaction.insert(activityEntity, { ...tenth, id: randomUUID(), sequence: 11, previousHash: tenth.hash }));
  }],
  ['removes where the chain ends', 1, (accountId) => world.store.transaction((transaction) => transaction.delete(activityHeadEntity, { accountId }))],
];

test.for(tampering)('whoever %s is found out, at entry %d', async ([, firstBroken, tamper]) => {
  const accountId = await withEntries(10);
  expect((await check(accountId)).firstBroken).toBeNull();
  await tamper(accountId);
  expect((await check(accountId)).firstBroken).toBe(firstBroken);
});

test('all accounts are verified, and of one whose whole history is gone that is said too', async () => {
  const own = await openSecurityWorld();
  const [whole, gone] = [await own.openAccount(), await own.openAccount()];
  const verify = async () => {
    const broken: Broken[] = [];
    const { accounts, entries } = await verifyAccounts(own.deps.vault, own.store.read, (found) => void broken.push(found));
    return { accounts, entries, broken };
  };
  expect(await verify()).toEqual({ accounts: 2, entries: 2, broken: [] });
  await own.store.transaction(async (transaction) => {
    await transaction.delete(activityEntity, { accountId: gone.accountId });
    await transaction.delete(activityHeadEntity, { accountId: gone.accountId });
  });
  expect(await verify()).toEqual({ accounts: 2, entries: 1, broken: [{ accountId: gone.accountId, sequence: 1 }] });
  expect((await check(whole.accountId)).firstBroken).toBeNull();
  await own.close();
});

test('a long chain is verified stretch by stretch', async () => {
  const accountId = newAccount();
  await fillActivity(world.store, world.deps.vault, accountId, 1100, () => 'SIGNED_IN');
  expect(await check(accountId)).toEqual({ firstBroken: null, checked: 500, next: 501 });
  expect(await check(accountId, 501)).toEqual({ firstBroken: null, checked: 500, next: 1001 });
  expect(await check(accountId, 1001)).toEqual({ firstBroken: null, checked: 100, next: null });
  expect(await check(accountId, 1101)).toEqual({ firstBroken: null, checked: 0, next: null });
  await world.store.transaction((transaction) => transaction.update(activityEntity, { accountId, sequence: 700 }, { times: 2 }));
  expect(await check(accountId)).toMatchObject({ firstBroken: null });
  expect(await check(accountId, 501)).toEqual({ firstBroken: 700, checked: 199, next: null });
  expect(await brokenAccounts()).toContainEqual({ accountId, sequence: 700 });
});

test('of a storm of failures as many are listed as the policy says; the rest is summed up when the hour is over', async () => {
  const accountId = newAccount();
  // The beginning of an hour, so that all of them are of one.
  world.clock.move(world.clock.now() - Date.now() + hour - (world.clock.now() % hour) + minute);
  const failures = Array.from({ length: 50 }, () => seen(accountId, { kind: 'SIGN_IN_FAILED', outcome: 'FAILED' }));
  await Promise.all(failures.map((failure) => append(failure)));
  await append(failures[0]!);
  await append(failures[49]!);
  await append(seen(accountId));
  expect(await chainOf(accountId)).toHaveLength(6);

  const sumUp = sumUpFailures(world.deps);
  await Promise.all([sumUp({ accountId, kind: 'SIGN_IN_FAILED' }), sumUp({ accountId, kind: 'SIGN_IN_FAILED' })]);
  const last = (await chainOf(accountId)).at(-1)!;
  expect(await chainOf(accountId)).toHaveLength(7);
  expect(last).toMatchObject({ kind: 'SIGN_IN_FAILED', outcome: 'FAILED', times: 45, personal: null, sessionId: null });
  // Passed on once more after that: they are still known.
  for (const failure of failures) await append(failure);
  await sumUp({ accountId, kind: 'SIGN_IN_FAILED' });
  expect(await chainOf(accountId)).toHaveLength(7);
  expect((await check(accountId)).firstBroken).toBeNull();

  world.clock.move(world.clock.now() - Date.now() + 2 * day);
  await world.store.transaction((transaction) => forgetOldActivity(world.deps)(transaction, world.clock.now()));
  expect(await world.store.read.countBy(excessFailureEntity, { accountId })).toBe(0);
});

test('what is older than the policy keeps is cut off, and the rest can still be verified from its beginning', async () => {
  const accountId = newAccount();
  const { keep } = world.deps.policy.activity;
  const now = world.clock.now();
  for (const age of [keep + 3 * day, keep + 2 * day, keep - day, keep + day, 0]) await append(seen(accountId, { at: now - age }));
  await cutActivity(world.deps)();
  // The fourth happened before the third and was written after it: it waits for it.
  expect((await chainOf(accountId)).map(({ sequence }) => sequence)).toEqual([3, 4, 5]);
  expect(await check(accountId)).toEqual({ firstBroken: null, checked: 3, next: null });
  await append(seen(accountId));
  expect(await check(accountId)).toEqual({ firstBroken: null, checked: 4, next: null });
  await world.store.transaction((transaction) => transaction.delete(activityEntity, { accountId, sequence: 3 }));
  expect((await check(accountId)).firstBroken).toBe(3);

  const allOld = newAccount();
  await append(seen(allOld, { at: now - keep - day }));
  await cutActivity(world.deps)();
  expect(await chainOf(allOld)).toEqual([]);
  expect(await check(allOld)).toEqual({ firstBroken: null, checked: 0, next: null });
  await append(seen(allOld));
  expect((await chainOf(allOld)).map(({ sequence }) => sequence)).toEqual([2]);
  expect((await check(allOld)).firstBroken).toBeNull();
});

test('the closure takes device, city and address, also from what comes late, and leaves a chain that can be verified', async () => {
  const { accountId } = await world.openAccount();
  await append(seen(accountId, { address: '218.17.0.1' }));
  const [entry] = (await activityConnection(world.deps, accountId, { first: 1, longest: 1 }))!.nodes;
  expect(entry).toMatchObject({ device: 'Tally/1.0', city: '深圳市', address: '218.17.0.*' });
  await eraseSecurity(world.deps, accountId);
  await append(seen(accountId));
  const chain = await chainOf(accountId);
  expect(chain.length).toBeGreaterThanOrEqual(3);
  expect(chain.map(({ personal }) => personal)).toEqual(chain.map(() => null));
  expect((await check(accountId)).firstBroken).toBeNull();
  // Also of an account that nobody ever signed in to.
  const other = newAccount();
  await eraseSecurity(world.deps, other);
  await append(seen(other));
  expect((await chainOf(other)).map(({ personal, personalHash }) => [personal, personalHash])).toEqual([[null, null]]);
  expect((await findHead(world.store.read, other))!.erasedAt).not.toBeNull();
});

test('what lies in the store says neither device nor address, and no hash under which they could be guessed', async () => {
  const [one, two] = [newAccount(), newAccount()];
  for (const accountId of [one, one, two]) await append(seen(accountId));
  const chain = [...(await chainOf(one)), ...(await chainOf(two))];
  expect(JSON.stringify(chain)).not.toMatch(/Tally|203\.0\.113/);
  expect(new Set(chain.map(({ personalHash }) => personalHash)).size).toBe(3);
});

test('pages by several kinds go on where they ended, each entry once, the newest first', async () => {
  const accountId = newAccount();
  const kinds = ['SIGNED_IN', 'PASSWORD_CHANGED', 'MFA_BOUND'] as const;
  for (let entry = 0; entry < 30; entry += 1) await append(seen(accountId, { kind: kinds[entry % 3]!, at: 1_000_000 + Math.floor(entry / 2) }));
  const pages: string[] = [];
  for (let after: string | null = null; ; ) {
    const page: NonNullable<Awaited<ReturnType<typeof activityConnection>>> = (await activityConnection(world.deps, accountId, { first: 7, longest: 100, after, filter: { kinds: ['SIGNED_IN', 'MFA_BOUND'] } }))!;
    pages.push(...page.nodes.map(({ id }) => id));
    expect(page.nodes.map(({ at }) => at)).toEqual(page.nodes.map(({ at }) => at).toSorted((a, b) => b - a));
    after = page.pageInfo.endCursor ?? null;
    if (!page.pageInfo.hasNextPage) break;
  }
  expect(pages).toHaveLength(20);
  expect(new Set(pages).size).toBe(20);
});
