import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openTestStore } from '../../test/support/store.ts';
import { movableClock } from './clock.ts';
import { codeEntity, createCodes, createCodeTable, type Codes, type CodeSubject } from './codes.ts';
import { hour, minute } from './duration.ts';
import type { Store } from './store/open-store.ts';
import { createVault } from './vault.ts';

const clock = movableClock();
const policy = { digits: 6, lifetime: 10 * minute, resendAfter: minute, perHour: 3, attempts: 5 };
let offset = 0;
let store: Store;
let codes: Codes;
const advance = (length: number): void => clock.move((offset += length));

beforeAll(async () => {
  store = await openTestStore([codeEntity as never], createCodeTable);
  codes = createCodes({ store, clock, vault: createVault(`k1:${randomBytes(32).toString('base64')}`) }, policy, 'test.codes');
});
afterAll(() => store.close());

const subject = (to: string): CodeSubject => ({ purpose: 'TEST', to });
const issue = (to: string) => store.transaction((transaction) => codes.issue(transaction, subject(to)));
const issueCode = async (to: string): Promise<string> => {
  const issued = await issue(to);
  if (!issued.ok) throw new Error(issued.refusals[0]!.code);
  return issued.value.code;
};
const consume = (to: string, code: string) => store.transaction((transaction) => codes.consume(transaction, subject(to), code));

test('a code is good for its purpose and address, once', async () => {
  const code = await issueCode('once');
  expect(code).toMatch(/^\d{6}$/);
  expect(await codes.guess(subject('once'), code)).toBe(true);
  expect(await codes.guess({ purpose: 'OTHER', to: 'once' }, code)).toBe(false);
  expect(await codes.guess(subject('elsewhere'), code)).toBe(false);
  expect(await Promise.all(Array.from({ length: 10 }, () => consume('once', code)))).toEqual(expect.arrayContaining([true]));
  expect(await consume('once', code)).toBe(false);
  expect(await codes.guess(subject('once'), code)).toBe(false);
});

test('of fifty at once exactly one uses a code up', async () => {
  const code = await issueCode('parallel');
  const used = await Promise.all(Array.from({ length: 50 }, () => consume('parallel', code)));
  expect(used.filter(Boolean)).toHaveLength(1);
});

test('after five guesses the right one is no longer looked at, also in a burst', async () => {
  const code = await issueCode('guessed');
  await Promise.all(Array.from({ length: 50 }, () => codes.guess(subject('guessed'), 'wrong!')));
  expect(await codes.guess(subject('guessed'), code)).toBe(false);
});

test('a code ends after its lifetime', async () => {
  const code = await issueCode('old');
  advance(policy.lifetime);
  expect(await codes.guess(subject('old'), code)).toBe(false);
  expect(await consume('old', code)).toBe(false);
});

test('another code can be had after a minute, ends the one before, and so many an hour', async () => {
  const first = await issueCode('eager');
  const soon = await issue('eager');
  expect(soon).toMatchObject({ ok: false, refusals: [{ code: 'CODE_SENT_RECENTLY', policy: 'test.codes.resendAfter', limit: 'PT1M' }] });
  advance(minute);
  await issueCode('eager');
  expect(await codes.guess(subject('eager'), first)).toBe(false);
  advance(minute);
  await issueCode('eager');
  advance(minute);
  expect(await issue('eager')).toMatchObject({ ok: false, refusals: [{ code: 'CODE_SEND_LIMIT_REACHED', limit: 3 }] });
  advance(hour);
  expect((await issue('eager')).ok).toBe(true);
});

test('after a code was used the next one can be had at once, though no more in an hour', async () => {
  for (let sent = 0; sent < policy.perHour; sent += 1) expect(await consume('busy', await issueCode('busy'))).toBe(true);
  expect(await issue('busy')).toMatchObject({ ok: false, refusals: [{ code: 'CODE_SEND_LIMIT_REACHED' }] });
});

test('a code that is bound to something is wrong elsewhere, and the limits do not look at what it is bound to', async () => {
  const bound = (boundTo: string): CodeSubject => ({ ...subject('bound'), boundTo });
  const issued = await store.transaction((transaction) => codes.issue(transaction, bound('a')));
  const { code } = issued.ok ? issued.value : { code: '' };
  expect(await codes.guess(bound('b'), code)).toBe(false);
  expect(await codes.guess(subject('bound'), code)).toBe(false);
  expect(await codes.guess(bound('a'), code)).toBe(true);
  expect(await store.transaction((transaction) => codes.consume(transaction, bound('b'), code))).toBe(false);
  expect(await store.transaction((transaction) => codes.issue(transaction, bound('b')))).toMatchObject({ ok: false, refusals: [{ code: 'CODE_SENT_RECENTLY' }] });
  expect(await store.transaction((transaction) => codes.consume(transaction, bound('a'), code))).toBe(true);
});

test('of fifty requests at once for one address one is sent', async () => {
  const issued = await Promise.all(Array.from({ length: 50 }, () => issue('bombed')));
  expect(issued.filter(({ ok }) => ok)).toHaveLength(1);
});
