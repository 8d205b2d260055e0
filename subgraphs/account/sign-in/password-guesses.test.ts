import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAccountWorld } from '../../../test/support/open-account-world.ts';
import { day, hour } from '../../shared/duration.ts';
import type { Store } from '../../shared/store/open-store.ts';
import { RateLimited } from '../../shared/request-errors.ts';
import type { Captcha } from '../captcha/captcha.ts';
import type { LockoutPolicy } from './lockout-policy.ts';
import { createPasswordGuesses, type PasswordGuesses, type Stranger } from './password-guesses.ts';
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

/** Guesses of somebody who is not signed in, where captchas are what their answer says. */
const openStrangers = (policy: Partial<LockoutPolicy> = {}, store = world.store) => {
  const asked: string[] = [];
  const captcha: Captcha = {
    siteKey: null,
    whyNotSolved: async (answer) => {
      asked.push(answer ?? '');
      return answer === 'SOLVED' ? null : { code: answer === 'SILENT' ? 'PROVIDER_UNAVAILABLE' : 'CAPTCHA_WRONG' };
    },
  };
  const guesses = createPasswordGuesses({ ...world.deps, store, captcha }, { ...world.deps.policy.lockout, ...policy });
  const guess = (name: string, isRight: boolean, stranger: Partial<Stranger> = {}) =>
    codeOf(guesses.judge(name, compareWith(isRight, { count: 0 }), async () => undefined, { address: '198.18.0.1', ...stranger }));
  return { guesses, guess, asked };
};
const failuresOf = async (name: string): Promise<number> => (await world.store.read.findOneBy(signInFailuresEntity, { subject: name }))?.failures ?? 0;

test('while the provider of captchas is silent, and after a wrong answer, nothing is guessed or counted', async () => {
  const { guess } = openStrangers();
  for (let tries = 0; tries < 3; tries += 1) await guess('silent', false);
  expect(await guess('silent', true, { captcha: 'SILENT' })).toBe('PROVIDER_UNAVAILABLE');
  expect(await guess('silent', true, { captcha: 'NO' })).toBe('CAPTCHA_WRONG');
  expect(await guess('silent', true)).toBe('CAPTCHA_REQUIRED');
  expect(await failuresOf('silent')).toBe(3);
  expect(await guess('silent', true, { captcha: 'SOLVED' })).toBe('right');
});

test('a captcha is verified only where one is needed, and not while the name is locked', async () => {
  const { guess, asked } = openStrangers();
  expect(await guess('spare', false, { captcha: 'SOLVED' })).toBeNull();
  expect(asked).toEqual([]);
  for (let tries = 0; tries < 9; tries += 1) await guess('spare', false, { captcha: 'SOLVED' });
  expect(asked).toHaveLength(7);
  expect(await guess('spare', true, { captcha: 'SOLVED' })).toBe('SIGN_IN_LOCKED');
  expect(asked).toHaveLength(7);
});

test('a policy may ask for no captchas', async () => {
  const { guess } = openStrangers({ captchaAfter: null, perAddress: null });
  for (let tries = 0; tries < 10; tries += 1) expect(await guess('none', false)).toBeNull();
  expect(await guess('none', true)).toBe('SIGN_IN_LOCKED');
});

test('a lock that runs from the locking failure', async () => {
  const { guess } = openStrangers({ captchaAfter: null, perAddress: null, attempts: 3, window: hour, duration: hour, runsFrom: 'LOCK' });
  await guess('from the lock', false);
  advance(hour / 2);
  for (let tries = 0; tries < 2; tries += 1) await guess('from the lock', false);
  advance(hour - 1000);
  expect(await guess('from the lock', true)).toBe('SIGN_IN_LOCKED');
  advance(1000);
  expect(await guess('from the lock', true)).toBe('right');
});

test('a known device and all others are counted apart, and a right password ends only the count it was given under', async () => {
  const { guesses, guess } = openStrangers({ perAddress: null });
  const deviceToken = guesses.issueDeviceToken('apart');
  for (let tries = 0; tries < 10; tries += 1) await guess('apart', false, { captcha: 'SOLVED' });
  expect(await guess('apart', true, { deviceToken })).toBe('right');
  expect(await guess('apart', true, { captcha: 'SOLVED' })).toBe('SIGN_IN_LOCKED');
  expect(await guess('apart', true, { deviceToken: guesses.issueDeviceToken('another name'), captcha: 'SOLVED' })).toBe('SIGN_IN_LOCKED');
});

test('right passwords at once never ask for a captcha, also when the counting ends while one of them is refused', async () => {
  // A refusal comes late: what it was about has ended meanwhile.
  const transaction: Store['transaction'] = async (work) => {
    const done = await world.store.transaction(work);
    if ((done as { ok?: boolean } | undefined)?.ok === false) await pause(30);
    return done;
  };
  const { guess } = openStrangers({}, { ...world.store, transaction });
  expect(await Promise.all(Array.from({ length: 30 }, () => guess('overtaking', true)))).toEqual(Array.from({ length: 30 }, () => 'right'));
});

test('of a network right passwords and those for which there was no time are not counted', async () => {
  const { guess, guesses } = openStrangers({ captchaAfter: null, perAddress: { failures: 5, window: hour } });
  const stranger = { address: '198.18.0.77' };
  for (let tries = 0; tries < 10; tries += 1) expect(await guess(`n${tries}`, true, stranger)).toBe('right');
  const busy = Array.from({ length: 20 }, (_, index) => guesses.judge(`b${index}`, () => Promise.reject(new RateLimited('busy', 1000)), async () => undefined, stranger));
  await Promise.allSettled(busy);
  const codes = await Promise.all(Array.from({ length: 50 }, (_, index) => guess(`w${index}`, false, stranger)));
  expect(codes.filter((code) => code === null)).toHaveLength(5);
  expect(codes.filter((code) => code === 'CAPTCHA_REQUIRED')).toHaveLength(45);
  expect(await guess('another', true, stranger)).toBe('CAPTCHA_REQUIRED');
  expect(await guess('another', true, { ...stranger, captcha: 'SOLVED' })).toBe('right');
});
