import { expect, test } from 'vitest';
import { register, sendSignIn } from '../../support/journeys.ts';
import { newEmail } from '../../support/people.ts';
import { refusalOf, sendSignInWith, signInWith } from '../../support/signing-in.ts';
import { sharedClient } from '../../support/shared-graph.ts';

const client = sharedClient();

const guess = async (email: string, password = 'Wrong-Password-1') => (await sendSignIn(client, email, password)).data.signIn;
const codeOf = async (email: string, password?: string): Promise<string | undefined> => (await guess(email, password)).userErrors[0]?.code;
const guessWrong = async (email: string, times: number): Promise<void> => {
  for (let index = 0; index < times; index += 1) expect(await codeOf(email)).toBe('SIGN_IN_FAILED');
};

test('TX-SEC-056 ten wrong passwords within a day lock the account, the right password too', async () => {
  const { email, password } = await register(client);
  await guessWrong(email, 10);
  expect(await guess(email, password)).toMatchObject({
    session: null,
    challenge: null,
    userErrors: [{ code: 'SIGN_IN_LOCKED', policy: 'account.lockout.attempts', limit: '10' }],
  });
});

test('TX-SEC-056 of fifty wrong passwords at once ten are looked at, and the account is locked', async () => {
  const { email, password } = await register(client);
  const codes = await Promise.all(Array.from({ length: 50 }, () => codeOf(email)));
  expect(codes.filter((code) => code === 'SIGN_IN_FAILED')).toHaveLength(10);
  expect(codes.filter((code) => code === 'SIGN_IN_LOCKED')).toHaveLength(40);
  expect(await codeOf(email, password)).toBe('SIGN_IN_LOCKED');
});

test('twenty right passwords at once all sign in, also after nine wrong ones', async () => {
  const { email, password } = await register(client);
  await guessWrong(email, 9);
  const answers = await Promise.all(Array.from({ length: 20 }, () => guess(email, password)));
  expect(answers.filter(({ session }) => session)).toHaveLength(20);
  await guessWrong(email, 9);
  expect((await guess(email, password)).userErrors).toEqual([]);
});

test('TX-SEC-057 TX-SEC-059 the lock lasts 24 hours, and nothing lifts it before', async () => {
  const { email, password } = await register(client);
  await guessWrong(email, 10);
  await client.advance('PT23H59M');
  expect(await codeOf(email, password)).toBe('SIGN_IN_LOCKED');
  const { data } = await client.send('{ __schema { mutationType { fields { name } } } }');
  expect(data.__schema.mutationType.fields.filter(({ name }: { name: string }) => /unlock|lift/i.test(name))).toEqual([]);
  await client.advance('PT1M');
  expect((await guess(email, password)).session).not.toBeNull();
});

test('TX-SEC-058 the 24 h lock runs from the first wrong password of the day', async () => {
  const { email, password } = await register(client);
  await guessWrong(email, 1);
  await client.advance('PT7H');
  await guessWrong(email, 9);
  const [locked] = (await guess(email, password)).userErrors;
  expect(locked).toMatchObject({ code: 'SIGN_IN_LOCKED', retryAfter: expect.stringMatching(/^PT(17H|16H59M)/) });
  await client.advance('PT16H58M');
  expect(await codeOf(email, password)).toBe('SIGN_IN_LOCKED');
  await client.advance('PT2M');
  expect((await guess(email, password)).session).not.toBeNull();
});

test('TX-SEC-060 wrong passwords of one day do not count on the next', async () => {
  const { email, password } = await register(client);
  await guessWrong(email, 9);
  await client.advance('P1D');
  await guessWrong(email, 9);
  expect((await guess(email, password)).session).not.toBeNull();
});

const wrong = { password: 'Wrong-Password-1' };

test('TX-SEC-055 three wrong passwords of a day are free; each further attempt needs a captcha, also with the right password; the next day counts anew', async () => {
  const { email: account, password } = await register(client);
  await guessWrong(account, 3);
  for (const given of [wrong, { password }]) {
    expect((await signInWith(client, { account, ...given })).userErrors).toMatchObject([{ code: 'CAPTCHA_REQUIRED', path: ['captcha'], policy: 'account.lockout.captchaAfter', limit: '3' }]);
  }
  expect(await refusalOf(client, { account, ...wrong, captcha: await client.captcha() })).toBe('SIGN_IN_FAILED');
  expect(await refusalOf(client, { account, ...wrong })).toBe('CAPTCHA_REQUIRED');
  await client.advance('P1D');
  for (let tries = 0; tries < 3; tries += 1) expect(await refusalOf(client, { account, ...wrong })).toBe('SIGN_IN_FAILED');
  expect(await refusalOf(client, { account, password })).toBe('CAPTCHA_REQUIRED');
  expect(await refusalOf(client, { account, password, captcha: await client.captcha() })).toBeUndefined();
});

test('TX-SEC-055 of fifty wrong passwords at once without a captcha three are looked at', async () => {
  const { email: account, password } = await register(client);
  const codes = await Promise.all(Array.from({ length: 50 }, () => refusalOf(client, { account, ...wrong })));
  expect(codes.filter((code) => code === 'SIGN_IN_FAILED')).toHaveLength(3);
  expect(codes.filter((code) => code === 'CAPTCHA_REQUIRED')).toHaveLength(47);
  expect(await refusalOf(client, { account, password, captcha: await client.captcha() })).toBeUndefined();
});

test('a captcha is good once and for two minutes, and one that was failed, made up or used lets nobody guess', async () => {
  const { email: account, password } = await register(client);
  await guessWrong(account, 3);
  const [used, old] = [await client.captcha(), await client.captcha()];
  expect(await refusalOf(client, { account, ...wrong, captcha: used })).toBe('SIGN_IN_FAILED');
  await client.advance('PT2M');
  for (const captcha of [used, old, await client.captcha('FAILED'), 'made-up', 'x'.repeat(9000)]) expect(await refusalOf(client, { account, password, captcha })).toBe('CAPTCHA_WRONG');
  expect(await refusalOf(client, { account, password, captcha: await client.captcha() })).toBeUndefined();
});

test('the policy says how many wrong passwords lock, and with which key a page shows the captcha', async () => {
  const { data } = await client.send('{ policy { account { lockout { captchaAfter captchaSiteKey attempts window duration runsFrom } } } }');
  expect(data.policy.account.lockout).toEqual({ captchaAfter: 3, captchaSiteKey: 'sandbox', attempts: 10, window: 'P1D', duration: 'P1D', runsFrom: 'FIRST_FAILURE' });
});

test('captchas are asked for alike for names that no account has', async () => {
  const [known, unknown] = [(await register(client)).email, newEmail()];
  for (let tries = 0; tries < 5; tries += 1) {
    const [left, right] = [await sendSignInWith(client, { account: known, ...wrong }), await sendSignInWith(client, { account: unknown, ...wrong })];
    expect(right).toEqual(left);
  }
});
