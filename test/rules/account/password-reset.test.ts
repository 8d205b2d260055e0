import { expect, test } from 'vitest';
import { dumpStores } from '../../support/dump-stores.ts';
import { register, sendSignIn, startChallenge, stepUp } from '../../support/journeys.ts';
import { newEmail } from '../../support/people.ts';
import { changePassword, codeOf, passBySms, receiveLink, requestReset, reset, resetByLink, sendReset } from '../../support/passwords.ts';
import { sharedClient, sharedGraph } from '../../support/shared-graph.ts';

const client = sharedClient();
const fresh = 'Fresh-Password-1';

const opens = async (email: string, password: string): Promise<boolean> => (await sendSignIn(client, email, password)).data.signIn.session !== null;
const notFound = { isReset: false, challenge: null, accounts: null, userErrors: [{ code: 'RESET_NOT_FOUND', path: ['token'] }] };

test('TX-ACC-059 a reset for an address that is no login e-mail changes no account, and nothing can be set with it', async () => {
  const [bystander, stranger] = [await register(client), newEmail()];
  const passwords = async () => JSON.stringify((await dumpStores(sharedGraph)).filter(({ table }) => /password/.test(table)));
  const before = await passwords();
  expect(await requestReset(client, { account: stranger })).toMatchObject({ resendAfter: 'PT1M', expiresAt: expect.any(String), userErrors: [] });
  // A link that was asked for later has come: that of the stranger's would be there by now.
  const { token } = await receiveLink(client, bystander.email);
  expect(await client.messages(stranger)).toEqual([]);
  for (const given of [{}, { token: '' }, { account: stranger, code: '000000' }]) expect(codeOf(await reset(client, { newPassword: fresh, ...given }))).toBe('FIELD_REQUIRED');
  expect(await reset(client, { token: 'no-such-token', newPassword: fresh })).toMatchObject(notFound);
  expect(await passwords()).toBe(before);
  expect((await reset(client, { token, newPassword: fresh })).challenge).not.toBeNull();

  for (const account of [bystander.phone, '10001', 'somebody', 'nobody@', '']) {
    expect(await requestReset(client, { account })).toMatchObject({ resendAfter: null, userErrors: [{ code: 'SIGN_IN_NAME_INVALID', path: ['account'], policy: 'account.password.reset.by', limit: 'EMAIL' }] });
  }
});

test('TX-ACC-060 a link sets a new password, and only after the identity check: until then the old one works, after it only the new one', async () => {
  const { email, phone, password } = await register(client);
  const { token, mail } = await receiveLink(client, email);
  expect(mail.channel).toBe('EMAIL');
  expect(mail.text).toContain('60 min');

  expect(codeOf(await reset(client, { token, newPassword: fresh, newPasswordAgain: 'Other-Password-1' }))).toBe('PASSWORDS_DIFFER');
  const asked = await reset(client, { token, newPassword: fresh, newPasswordAgain: fresh });
  expect(asked).toMatchObject({ isReset: false, challenge: { purpose: 'PASSWORD_RESET', methods: ['SMS'] }, accounts: null, userErrors: [] });
  expect(await reset(client, { token, newPassword: fresh, challengeId: asked.challenge.id })).toMatchObject({ isReset: false, challenge: { id: asked.challenge.id } });
  expect([await opens(email, password), await opens(email, fresh)]).toEqual([true, false]);

  await passBySms(client, asked.challenge.id, phone);
  expect([await opens(email, password), await opens(email, fresh)]).toEqual([true, false]);
  expect(await reset(client, { token, newPassword: fresh, newPasswordAgain: fresh, challengeId: asked.challenge.id })).toEqual({ isReset: true, challenge: null, accounts: null, userErrors: [] });
  expect([await opens(email, password), await opens(email, fresh)]).toEqual([false, true]);
});

test('a check that was passed for one link counts for no other, nor for another account', async () => {
  const [member, other] = [await register(client), await register(client)];
  const { token } = await receiveLink(client, member.email);
  const { challenge } = await reset(client, { token, newPassword: fresh });
  await passBySms(client, challenge.id, member.phone);
  const theirs = await receiveLink(client, other.email);
  expect((await reset(client, { token: theirs.token, newPassword: fresh, challengeId: challenge.id })).challenge.id).not.toBe(challenge.id);
  await client.advance('PT1M');
  const second = await receiveLink(client, member.email);
  expect((await reset(client, { token: second.token, newPassword: fresh, challengeId: challenge.id })).challenge.id).not.toBe(challenge.id);
  expect(await opens(member.email, member.password)).toBe(true);
});

test('a link works once, a newer one ends it, and it ends with its time', async () => {
  const member = await register(client);
  const first = await receiveLink(client, member.email);
  await client.advance('PT1M');
  const second = await receiveLink(client, member.email);
  expect(await reset(client, { token: first.token, newPassword: fresh })).toMatchObject(notFound);

  const { challenge } = await reset(client, { token: second.token, newPassword: fresh });
  await passBySms(client, challenge.id, member.phone);
  expect((await reset(client, { token: second.token, newPassword: fresh, challengeId: challenge.id })).isReset).toBe(true);
  expect(await reset(client, { token: second.token, newPassword: 'Another-Password-1', challengeId: challenge.id })).toMatchObject(notFound);

  await client.advance('PT1M');
  const third = await receiveLink(client, member.email);
  await client.advance('PT59M');
  expect((await reset(client, { token: third.token, newPassword: 'Another-Password-1' })).challenge).not.toBeNull();
  await client.advance('PT1M');
  expect(await reset(client, { token: third.token, newPassword: 'Another-Password-1' })).toMatchObject(notFound);
});

test('of fifty at once with one link one sets its password, and it is that one that signs in', async () => {
  const member = await register(client);
  const { token } = await receiveLink(client, member.email);
  const { challenge } = await reset(client, { token, newPassword: fresh });
  await passBySms(client, challenge.id, member.phone);
  const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => sendReset(client, { token, newPassword: `Fresh-Password-${index}`, challengeId: challenge.id })));
  const won = answers.flatMap(({ data }, index) => (data?.resetPassword?.isReset ? [index] : []));
  expect(won).toHaveLength(1);
  // The others are told that the link was used; some are asked anew who they are, because the answer was used too, and some have no time to be looked at.
  for (const { data, errors } of answers) if (!data?.resetPassword?.isReset) expect(['RESET_NOT_FOUND', 'RATE_LIMITED', undefined]).toContain(errors[0]?.extensions.code ?? codeOf(data.resetPassword));
  expect(await opens(member.email, `Fresh-Password-${won[0]}`)).toBe(true);
});

test('links are asked for no more often than codes: once a minute, and of fifty at once one is sent', async () => {
  const { email } = await register(client);
  const seen = await client.messages(email);
  const answers = await Promise.all(Array.from({ length: 50 }, () => requestReset(client, { account: email })));
  expect(answers.filter(({ expiresAt }) => expiresAt)).toHaveLength(1);
  for (const answer of answers) if (!answer.expiresAt) expect(answer.userErrors).toMatchObject([{ code: 'CODE_SENT_RECENTLY', path: ['account'], policy: 'account.codes.resendAfter', limit: 'PT1M' }]);
  await client.nextMessage(email, seen);
  for (let sent = 1; sent < 10; sent += 1) {
    await client.advance('PT1M');
    expect((await requestReset(client, { account: email.toUpperCase() })).userErrors).toEqual([]);
  }
  await client.advance('PT1M');
  expect((await requestReset(client, { account: email })).userErrors).toMatchObject([{ code: 'CODE_SEND_LIMIT_REACHED', policy: 'account.codes.perHour', limit: '10' }]);
});

test('a new password is judged as everywhere: a weak one before the link, a former one after the check', async () => {
  const member = await register(client);
  expect(codeOf(await reset(client, { token: 'no-such-token', newPassword: 'short' }))).toBe('PASSWORD_TOO_SHORT');
  const { token } = await receiveLink(client, member.email);
  // Whoever reads the mail learns nothing of the present password.
  const { challenge, userErrors } = await reset(client, { token, newPassword: member.password });
  expect(userErrors).toEqual([]);
  await passBySms(client, challenge.id, member.phone);
  const again = (newPassword: string) => reset(client, { token, newPassword, challengeId: challenge.id });
  expect((await again(member.password)).userErrors).toMatchObject([{ code: 'PASSWORD_REUSED', path: ['newPassword'], policy: 'account.password.history', limit: '3' }]);
  expect((await again(fresh)).isReset).toBe(true);
});

test('who remembers after all and changes the password needs the link no more, and it opens nothing', async () => {
  const member = await register(client);
  const { token } = await receiveLink(client, member.email);
  await stepUp(client, member, 'CHANGE_PASSWORD');
  expect((await changePassword(client, member.token, member.password, fresh)).userErrors).toEqual([]);
  expect(await reset(client, { token, newPassword: 'Another-Password-1' })).toMatchObject(notFound);
});

test('TX-SEC-059 in part: a reset lifts no lock of sign-in', async () => {
  const member = await register(client);
  await Promise.all(Array.from({ length: 20 }, () => sendSignIn(client, member.email, 'Wrong-Password-1')));
  await client.advance('PT1M');
  const lockOf = async (password: string) => (await sendSignIn(client, member.email, password)).data.signIn.userErrors[0]?.code;
  const locked = await lockOf(member.password);
  expect((await resetByLink(client, member, fresh)).isReset).toBe(true);
  expect(await lockOf(fresh)).toBe(locked);
  expect(locked).toBeDefined();
  await client.advance('P1D');
  expect(await opens(member.email, fresh)).toBe(true);
});

test('TX-ACC-061 the sign-in page leads to the recovery of a forgotten account besides that of a password', async () => {
  const { data } = await client.send('{ policy { account { signIn { entries } password { reset { by sends lifetime checksOwner wantsCaptcha } } } } }');
  expect(data.policy.account.signIn.entries).toEqual(expect.arrayContaining(['FORGOT_PASSWORD', 'FORGOT_ACCOUNT']));
  expect(data.policy.account.password.reset).toEqual({ by: ['EMAIL'], sends: 'LINK', lifetime: 'PT1H', checksOwner: true, wantsCaptcha: false });
});

test('a session that a reset has ended cannot be stepped up any more', async () => {
  const member = await register(client);
  await resetByLink(client, member, fresh);
  expect((await startChallenge(client, member.token, 'CHANGE_PASSWORD', 'SMS')).errors[0]!.extensions.code).toBe('UNAUTHENTICATED');
});
