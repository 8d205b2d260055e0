import { expect, test } from 'vitest';
import { createPasswordHashing, isHashable } from './hash-password.ts';

const hashing = createPasswordHashing({ memoryKiB: 8192, passes: 1 });

test('a password is hashed by argon2id with the cost of the policy, and a salt of its own', async () => {
  const [one, other] = [await hashing.hash('Tiger-Tally-1'), await hashing.hash('Tiger-Tally-1')];
  expect(one).toMatch(/^\$argon2id\$v=19\$m=8192,t=1,p=1\$/);
  expect(one).not.toBe(other);
  expect(await hashing.verify('Tiger-Tally-1', one)).toBe(true);
  expect(await hashing.verify('Tiger-Tally-2', one)).toBe(false);
});

test('without a hash nothing is right', async () => {
  expect(await hashing.verify('Tiger-Tally-1', null)).toBe(false);
});

test('long passwords differ to the last character', async () => {
  const long = 'a'.repeat(255);
  expect(await hashing.verify(`${long}c`, await hashing.hash(`${long}b`))).toBe(false);
});

test('a hash of a lower cost is outdated', async () => {
  const hash = await hashing.hash('Tiger-Tally-1');
  expect(hashing.isOutdated(hash)).toBe(false);
  expect(createPasswordHashing({ memoryKiB: 9216, passes: 1 }).isOutdated(hash)).toBe(true);
  expect(createPasswordHashing({ memoryKiB: 8192, passes: 2 }).isOutdated(hash)).toBe(true);
});

test('the longest password that a policy can allow is hashed, a longer text is not', () => {
  expect(isHashable('😀'.repeat(256))).toBe(true);
  expect(isHashable('a'.repeat(1025))).toBe(false);
});

test('what was admitted before is never refused, and is compared in turn with what was not', async () => {
  const hash = await hashing.hash('Tiger-Tally-1');
  const storm = Promise.allSettled(Array.from({ length: 1000 }, () => hashing.hash('Tiger-Tally-1')));
  const admitted = await Promise.all(Array.from({ length: 20 }, () => hashing.admitted.verify('Tiger-Tally-1', hash)));
  expect(admitted).toEqual(Array.from({ length: 20 }, () => true));
  expect((await storm).map(({ status }) => status)).toContain('fulfilled');
});

test('of a thousand at once no more wait than can be compared in time; the others are refused at once, and nothing stays behind', async () => {
  const hash = await hashing.hash('Tiger-Tally-1');
  const settled = await Promise.allSettled(Array.from({ length: 1000 }, () => hashing.verify('Tiger-Tally-1', hash)));
  const compared = settled.filter(({ status }) => status === 'fulfilled').length;
  expect(compared).toBeGreaterThan(1);
  expect(compared).toBeLessThanOrEqual(103);
  expect(settled.find(({ status }) => status === 'rejected')).toMatchObject({ reason: { extensions: { code: 'RATE_LIMITED' } } });
  expect(await hashing.verify('Tiger-Tally-1', hash)).toBe(true);
});

test('a comparison that fails gives its place to the next', async () => {
  const failing = Array.from({ length: 10 }, () => hashing.verify('Tiger-Tally-1', 'no hash').catch(() => 'failed'));
  expect(await Promise.all(failing)).toEqual(Array.from({ length: 10 }, () => 'failed'));
  expect(await hashing.verify('Tiger-Tally-1', null)).toBe(false);
});
