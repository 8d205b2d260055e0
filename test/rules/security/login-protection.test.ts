import { expect, test } from 'vitest';
import { bindMfa, register, sendSignIn, signIn, stepUp, type Member } from '../../support/journeys.ts';
import { newPassword } from '../../support/people.ts';
import { answer, independentTotp as totp, isSignedIn, readSecurity, receiveChallengeCode, sendChallengeCode, sendProtection, setProtection, tally, toNextStep } from './steps.ts';
import { sharedClient } from '../../support/shared-graph.ts';

const client = sharedClient();

const registerProtected = async (method: 'MFA' | 'SMS'): Promise<{ member: Member; secret: string }> => {
  const member = await register(client);
  const secret = method === 'MFA' ? (await bindMfa(client, member)).secret : '';
  await stepUp(client, member, 'SET_LOGIN_PROTECTION');
  expect((await setProtection(client, member.token, 'setLoginProtection', [method])).userErrors).toEqual([]);
  return { member, secret };
};

/** Signs in with the password, and gives what is asked next. */
const meetChallenge = async ({ email, password }: Member) => {
  const { data, errors } = await sendSignIn(client, email, password);
  expect(errors).toEqual([]);
  expect(data.signIn).toMatchObject({ session: null, challenge: { purpose: 'SIGN_IN' }, userErrors: [] });
  return data.signIn.challenge;
};

test('TX-SEC-033 login protection by MFA needs a bound device', async () => {
  const member = await register(client);
  await stepUp(client, member, 'SET_LOGIN_PROTECTION');
  const refused = await setProtection(client, member.token, 'setLoginProtection', ['MFA']);
  expect(refused).toMatchObject({ security: null, userErrors: [{ code: 'PROTECTION_METHOD_NOT_BOUND', path: ['methods'] }] });
  expect((await readSecurity(client, member.token)).loginProtection.methods).toEqual([]);
});

test('TX-SEC-033 with login protection by MFA a wrong code leaves the sign-in open, the right one finishes it, once', async () => {
  const { member, secret } = await registerProtected('MFA');
  const challenge = await meetChallenge(member);
  expect(challenge.methods).toEqual(['MFA']);
  const now = await toNextStep(client);
  expect(await answer(client, challenge.id, 'MFA', totp(secret, now + 600_000))).toMatchObject({ session: null, userErrors: [{ code: 'CODE_WRONG', path: ['code'] }] });
  const { session, steppedUpUntil, userErrors } = await answer(client, challenge.id, 'MFA', totp(secret, now));
  expect(userErrors).toEqual([]);
  expect(steppedUpUntil).toBeNull();
  expect(await isSignedIn(client, session.token)).toBe(true);
  expect((await answer(client, challenge.id, 'MFA', totp(secret, await toNextStep(client)))).userErrors).toMatchObject([{ code: 'CHALLENGE_NOT_FOUND' }]);
});

test('TX-SEC-034 TX-SEC-003 with login protection by phone code the code goes to the security phone, and only the right one opens a session', async () => {
  const { member } = await registerProtected('SMS');
  const challenge = await meetChallenge(member);
  expect(challenge.methods).toEqual(['SMS']);
  const code = await receiveChallengeCode(client, challenge.id, 'SMS', member.phone);
  expect(await answer(client, challenge.id, 'SMS', 'wrong!')).toMatchObject({ session: null, userErrors: [{ code: 'CODE_WRONG' }] });
  const { session, userErrors } = await answer(client, challenge.id, 'SMS', code);
  expect(userErrors).toEqual([]);
  expect(await isSignedIn(client, session.token)).toBe(true);
});

test('a method that the protection does not name does not answer its challenge', async () => {
  const { member } = await registerProtected('SMS');
  const { id } = await meetChallenge(member);
  for (const method of ['MFA', 'EMAIL']) expect((await answer(client, id, method, '123456')).userErrors).toMatchObject([{ code: 'CHECK_METHOD_NOT_OFFERED' }]);
  expect((await sendChallengeCode(client, id, 'EMAIL')).userErrors).toMatchObject([{ code: 'CHECK_METHOD_NOT_OFFERED' }]);
});

test('TX-SEC-031 one method can be chosen, of those on offer; it replaces the former', async () => {
  const { member } = await registerProtected('MFA');
  const refused = async (methods: string[]) => (await setProtection(client, member.token, 'setLoginProtection', methods)).userErrors;
  expect(await refused(['MFA', 'SMS'])).toMatchObject([{ code: 'PROTECTION_TOO_MANY_METHODS', policy: 'security.loginProtection.mostMethods', limit: '1' }]);
  expect(await refused(['EMAIL'])).toMatchObject([{ code: 'PROTECTION_METHOD_NOT_OFFERED', policy: 'security.loginProtection.methods', limit: 'MFA, SMS, WECHAT' }]);
  expect((await readSecurity(client, member.token)).loginProtection.methods).toEqual(['MFA']);
  expect((await setProtection(client, member.token, 'setLoginProtection', ['SMS'])).security.loginProtection.methods).toEqual(['SMS']);
});

test('TX-SEC-030 the running session goes on unchallenged, the next sign-in is asked', async () => {
  const { member } = await registerProtected('SMS');
  expect(await isSignedIn(client, member.token)).toBe(true);
  await meetChallenge(member);
});

test('TX-SEC-036 a change needs a fresh identity check, and no further one; an empty choice switches the protection off', async () => {
  const member = await register(client);
  const refused = await sendProtection(client, member.token, 'setLoginProtection', ['SMS']);
  expect(refused.errors[0]!.extensions).toMatchObject({ code: 'STEP_UP_REQUIRED', operation: 'SET_LOGIN_PROTECTION' });
  expect((await readSecurity(client, member.token)).loginProtection.methods).toEqual([]);
  await stepUp(client, member, 'SET_LOGIN_PROTECTION');
  expect((await setProtection(client, member.token, 'setLoginProtection', ['SMS'])).userErrors).toEqual([]);
  expect((await setProtection(client, member.token, 'setLoginProtection', [])).security.loginProtection.methods).toEqual([]);
  expect(await isSignedIn(client, await signIn(client, member))).toBe(true);
});

test('every change of a protection is told to the holder on phone and e-mail', async () => {
  const member = await register(client);
  await stepUp(client, member, 'SET_LOGIN_PROTECTION');
  for (const protection of ['setLoginProtection', 'setOperationProtection'] as const) {
    const [sms, mails] = [await client.messages(member.phone), await client.messages(member.email)];
    await setProtection(client, member.token, protection, ['SMS']);
    expect((await client.nextMessage(member.phone, sms)).code).toBeNull();
    expect((await client.nextMessage(member.email, mails)).subject).not.toBe('');
  }
});

test('a challenge is not a session', async () => {
  const { member } = await registerProtected('SMS');
  const { id } = await meetChallenge(member);
  expect(await isSignedIn(client, id)).toBe(false);
  for (const document of ['mutation { signOut { signedOut } }', 'mutation { startMfaBinding(input: {}) { secret } }', 'mutation { startChallenge(input: { operation: BIND_MFA }) { challenge { id } } }']) {
    expect((await client.send(document, {}, { token: id })).errors[0]!.extensions.code).toBe('UNAUTHENTICATED');
  }
});

test('of fifty answers at once five are judged, and then not even the right one', async () => {
  const { member, secret } = await registerProtected('MFA');
  const { id } = await meetChallenge(member);
  const answers = await Promise.all(Array.from({ length: 50 }, () => answer(client, id, 'MFA', 'wrong!')));
  expect(tally(answers.map(({ userErrors }) => userErrors[0].code))).toEqual({ CODE_WRONG: 5, CHALLENGE_TRIES_USED_UP: 45 });
  const right = await answer(client, id, 'MFA', totp(secret, await toNextStep(client)));
  expect(right).toMatchObject({ session: null, userErrors: [{ code: 'CHALLENGE_TRIES_USED_UP', policy: 'security.challenge.attempts', limit: '5' }] });
});

test('of ten right answers at once one opens a session', async () => {
  const { member } = await registerProtected('SMS');
  const { id } = await meetChallenge(member);
  const code = await receiveChallengeCode(client, id, 'SMS', member.phone);
  const answers = await Promise.all(Array.from({ length: 10 }, () => answer(client, id, 'SMS', code)));
  expect(answers.filter(({ session }) => session)).toHaveLength(1);
});

test('a challenge ends after ten minutes', async () => {
  const { member, secret } = await registerProtected('MFA');
  const { id } = await meetChallenge(member);
  await client.advance('PT10M');
  expect((await answer(client, id, 'MFA', totp(secret, await client.now()))).userErrors).toMatchObject([{ code: 'CHALLENGE_NOT_FOUND' }]);
});

test('a sign-in that was begun with the old password is not finished after a new one', async () => {
  const { member, secret } = await registerProtected('MFA');
  const { id } = await meetChallenge(member);
  const changed = await client.send('mutation($input: ChangePasswordInput!) { changePassword(input: $input) { userErrors { code } } }', { input: { currentPassword: member.password, newPassword: newPassword() } }, { token: member.token });
  expect(changed.data.changePassword.userErrors).toEqual([]);
  expect((await answer(client, id, 'MFA', totp(secret, await toNextStep(client)))).userErrors).toMatchObject([{ code: 'CHALLENGE_NOT_FOUND' }]);
});
