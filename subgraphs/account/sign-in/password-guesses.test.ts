import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAccountWorld } from '../../../test/support/open-account-world.ts';
import { day, hour } from '../../shared/duration.ts';
import { RateLimited } from '../../shared/request-errors.ts';
import type { PasswordGuesses } from './password-guesses.ts';
import { signInFailuresEntity } from './sign-in-failure.entity.ts';

let world: Awaited<ReturnType<typeof openAccountWorld>>;
/** Two processes on one store. */
let processes: PasswordGuesses[];
let time = 0;

beforeAll(async () => {
  world = await openAccountWorld();
  processes = [world.deps.guesses, world.anotherProcess().guesses];
});
afterAll(() => world.close());

const advance = (by: number): void => world.clock.move((time += by));
const compareWith = (isRight: boolean, compared: { count: number }) => async () => {
  compared.count += 1;
  await pause(1);
  return isRight ? 'right' : null;
};
const judge = (name: string, isRight: boolean, compared = { count: 0 }, process = 0) => processes[process]!.judge(name, compareWith(isRight, compared), async () => undefined);
const guessWrong = async (name: string, times: number): Promise<void> => {
  for (let index = 0; index < times; index += 1) await judge(name, false);
};
const codeOf = async (guess: ReturnType<typeof judge>) => {
  const result = await guess;
  return result.ok ? result.value : result.refusals[0]!.code;
};

test('of fifty guesses at once, by two processes, exactly ten are compared', async () => {
  const compared = { count: 0 };
  const results = await Promise.all(Array.from({ length: 50 }, (_, index) => judge('burst', false, compared, index % 2)));
  expect(compared.count).toBe(10);
  expect(results.filter(({ ok }) => !ok)).toHaveLength(40);
  expect(await codeOf(judge('burst', true, compared))).toBe('SIGN_IN_LOCKED');
  expect(compared.count).toBe(10);
});

test('a lock says how long it lasts, from the first wrong password', async () => {
  await guessWrong('lock', 1);
  advance(2 * hour);
  await guessWrong('lock', 9);
  const locked = await judge('lock', true);
  const retryAfter = locked.ok ? 0 : locked.refusals[0]!.retryAfter!;
  expect(Math.round(retryAfter / hour)).toBe(22);
  advance(retryAfter - 1000);
  expect(await codeOf(judge('lock', true))).toBe('SIGN_IN_LOCKED');
  advance(2000);
  expect(await codeOf(judge('lock', true))).toBe('right');
});

test('a right password ends the counting', async () => {
  for (let round = 0; round < 3; round += 1) {
    await guessWrong('right', 9);
    expect(await codeOf(judge('right', true))).toBe('right');
  }
});

test('a guess that is being judged is no wrong one yet: twenty right ones at once are all let in, after nine wrong ones', async () => {
  await guessWrong('many', 9);
  expect(await Promise.all(Array.from({ length: 20 }, () => codeOf(judge('many', true))))).toEqual(Array.from({ length: 20 }, () => 'right'));
});

test('a comparison that fails leaves its guess counted, and the next is judged', async () => {
  await expect(processes[0]!.judge('fault', () => Promise.reject(new Error('no store')), async () => undefined)).rejects.toThrow('no store');
  await guessWrong('fault', 8);
  expect(await codeOf(judge('fault', false))).toBeNull();
  expect(await codeOf(judge('fault', true))).toBe('SIGN_IN_LOCKED');
});

test('a guess for which there was no time is not counted', async () => {
  const busy = () => processes[0]!.judge('busy', () => Promise.reject(new RateLimited('busy', 1000)), async () => undefined);
  const settled = await Promise.allSettled(Array.from({ length: 50 }, busy));
  expect(settled.every(({ status }) => status === 'rejected')).toBe(true);
  await guessWrong('busy', 9);
  expect(await codeOf(judge('busy', true))).toBe('right');
});

test('names whose guesses count no more are forgotten', async () => {
  advance(3 * day);
  await guessWrong('late', 1);
  await world.store.transaction((transaction) => world.deps.guesses.forgetOld(transaction, world.clock.now()));
  expect((await world.store.read.find(signInFailuresEntity)).map(({ name }) => name)).toEqual(['late']);
});
