import { expect, test } from 'vitest';
import { sharedClient } from '../../support/client.ts';
import { register, sendSignIn } from '../../support/journeys.ts';
import { newEmail, newPassword } from '../../support/people.ts';

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

test('sign-in looks the same for a known and an unknown address: wrong, locked, and after the lock', async () => {
  const [known, unknown] = [(await register(client)).email, newEmail()];
  const look = async (email: string) => {
    const { status, data, errors } = await sendSignIn(client, email, 'Wrong-Password-1');
    return { status, errors, data: { ...data.signIn, userErrors: data.signIn.userErrors.map(({ retryAfter, ...rest }: { retryAfter: string | null }) => ({ ...rest, hasToWait: retryAfter !== null })) } };
  };
  for (let tries = 0; tries < 12; tries += 1) expect(await look(unknown)).toEqual(await look(known));
  expect((await look(unknown)).data.userErrors[0].code).toBe('SIGN_IN_LOCKED');
  await client.advance('P1D');
  expect(await look(unknown)).toEqual(await look(known));
});

test('a name is one name, however it is written', async () => {
  const { email, password } = await register(client);
  expect((await guess(`  ${email.toUpperCase().replace('@', '＠')} `, password)).session).not.toBeNull();
  for (let index = 0; index < 10; index += 1) expect(await codeOf(index % 2 ? email : email.toUpperCase())).toBe('SIGN_IN_FAILED');
  expect(await codeOf(email, password)).toBe('SIGN_IN_LOCKED');
});

test('a password counts to its last character: nothing is cut, trimmed or folded', async () => {
  const password = `${newPassword()}aB`;
  const { email } = await register(client, { password });
  for (const other of [password.slice(0, -1), `${password} `, ` ${password}`, password.toLowerCase()]) expect(await codeOf(email, other)).toBe('SIGN_IN_FAILED');
  expect((await guess(email, password)).session).not.toBeNull();
});

test('a text that is no address, or far too long a password, is refused at once and alike', async () => {
  for (const [email, password] of [['', 'x'], ['nobody', 'x'], ['a@b', 'x'], [newEmail(), 'x'.repeat(50_000)]] as const) expect(await codeOf(email, password)).toBe('SIGN_IN_FAILED');
});
