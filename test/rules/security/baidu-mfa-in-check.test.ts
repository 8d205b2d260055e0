import { beforeAll, expect, test } from 'vitest';
import { createClient, type Client } from '../../support/client.ts';
import { graphOf } from '../../support/graph-of.ts';
import { stepUp } from '../../support/journeys.ts';
import { register, signIn, twoCodes, type BaiduMember } from './baidu-steps.ts';
import { answer, confirmBinding, confirmBindingInCheck, independentTotp as totp, isSignedIn, openStepUp, readSecurity, receiveChallengeCode, sendChallengeCode, setProtection, startBindingInCheck, tally, toNextStep } from './steps.ts';

let client: Client;
beforeAll(async () => {
  client = createClient(await graphOf('baidu'));
});

const meetSignIn = async ({ username, password }: { username: string; password: string }): Promise<{ id: string; methods: string[]; bindsMfaAfter: string[] }> => {
  const { challenge, ...signedIn } = await signIn(client, { account: username, password, accountKind: 'CLOUD' });
  expect(signedIn).toMatchObject({ session: null, userErrors: [] });
  return challenge;
};

/** An account that has switched MFA on and bound nothing. */
const registerUnbound = async (methods = ['MFA']): Promise<BaiduMember> => {
  const member = await register(client);
  await stepUp(client, member, 'SET_LOGIN_PROTECTION');
  const { security, userErrors } = await setProtection(client, member.token, 'setLoginProtection', methods);
  expect(userErrors).toEqual([]);
  expect(security).toMatchObject({ mfaDevices: [], loginProtection: { methods } });
  return member;
};

/** Proves the phone inside the check, and starts to bind an app. */
const startInCheck = async (challengeId: string, phone: string, token?: string) => {
  const code = await receiveChallengeCode(client, challengeId, 'SMS', phone, token);
  const started = await startBindingInCheck(client, { challengeId, method: 'SMS', code }, token);
  expect(started.userErrors).toEqual([]);
  return started;
};

test('BD-SEC-014 switching MFA on binds no device; the first check by MFA offers the key as binding on one’s own does, and once a device is bound no check does', async () => {
  const member = await registerUnbound();
  const challenge = await meetSignIn(member);
  expect(challenge).toMatchObject({ methods: ['MFA'], bindsMfaAfter: ['SMS'] });
  const started = await startInCheck(challenge.id, member.phone);
  expect(started.otpauthUri).toMatch(new RegExp(`^otpauth://totp/.*${member.id}\\?.*secret=${started.secret}`));
  expect(started.qrCode).toMatch(/^<svg .*<\/svg>\s*$/s);
  expect((await readSecurity(client, member.token)).mfaDevices).toEqual([]);
  // Another check that was open while nothing was bound, and one that begins afterwards.
  const other = await meetSignIn(member);
  const code = await receiveChallengeCode(client, other.id, 'SMS', member.phone);
  expect((await confirmBindingInCheck(client, { challengeId: challenge.id, bindingId: started.bindingId, codes: await twoCodes(client, started.secret) })).isPassed).toBe(true);
  expect((await readSecurity(client, member.token)).mfaDevices).toMatchObject([{ kind: 'VIRTUAL' }]);
  expect(await startBindingInCheck(client, { challengeId: other.id, method: 'SMS', code })).toMatchObject({ secret: null, userErrors: [{ code: 'MFA_ALREADY_BOUND' }] });
  const later = await meetSignIn(member);
  expect(later).toMatchObject({ methods: ['MFA'], bindsMfaAfter: [] });
  expect((await sendChallengeCode(client, later.id, 'SMS')).userErrors).toMatchObject([{ code: 'CHECK_METHOD_NOT_OFFERED' }]);
  expect(await startBindingInCheck(client, { challengeId: later.id, method: 'SMS', code })).toMatchObject({ secret: null, userErrors: [{ code: 'CHECK_METHOD_NOT_OFFERED' }] });
  expect((await answer(client, later.id, 'MFA', totp(started.secret, await toNextStep(client)))).userErrors).toEqual([]);
});

test('BD-SEC-018 binding inside a sign-in, and inside the check of an operation, passes it with no further code, and is told to the holder', async () => {
  const member = await registerUnbound();
  const challenge = await meetSignIn(member);
  const started = await startInCheck(challenge.id, member.phone);
  const seen = await client.messages(member.phone);
  const passed = await confirmBindingInCheck(client, { challengeId: challenge.id, bindingId: started.bindingId, codes: await twoCodes(client, started.secret) });
  expect(passed).toMatchObject({ isPassed: true, mfaDevice: { kind: 'VIRTUAL' }, steppedUpUntil: null, userErrors: [] });
  expect(await isSignedIn(client, passed.session.token)).toBe(true);
  expect((await client.nextMessage(member.phone, seen)).text).toContain('MFA');

  const owner = await register(client);
  await stepUp(client, owner, 'SET_OPERATION_PROTECTION');
  await setProtection(client, owner.token, 'setOperationProtection', ['MFA']);
  const { data } = await client.send('mutation { startChallenge(input: { operation: UNBIND_MFA }) { challenge { id methods bindsMfaAfter } } }', {}, { token: owner.token });
  expect(data.startChallenge.challenge).toMatchObject({ methods: ['MFA', 'SMS'], bindsMfaAfter: ['SMS'] });
  const { id } = data.startChallenge.challenge;
  const inOperation = await startInCheck(id, owner.phone, owner.token);
  const codes = await twoCodes(client, inOperation.secret);
  // Nobody but the session that it belongs to.
  expect((await confirmBindingInCheck(client, { challengeId: id, bindingId: inOperation.bindingId, codes })).userErrors).toMatchObject([{ code: 'CHALLENGE_NOT_FOUND' }]);
  const done = await confirmBindingInCheck(client, { challengeId: id, bindingId: inOperation.bindingId, codes }, owner.token);
  expect(done).toMatchObject({ isPassed: true, session: { token: expect.any(String) }, userErrors: [] });
  expect(done.steppedUpUntil).not.toBeNull();
  // The session goes on with a new token, and what was proved is good for what was to be done.
  expect([await isSignedIn(client, owner.token), await isSignedIn(client, done.session.token)]).toEqual([false, true]);
  expect(await readSecurity(client, done.session.token)).toMatchObject({ mfaDevices: [{ kind: 'VIRTUAL' }], steppedUpUntil: done.steppedUpUntil });
});

test('who knows only the password binds nothing inside a check: the code that was sent comes first, and its guesses are those of the challenge', async () => {
  const member = await registerUnbound();
  const { id } = await meetSignIn(member);
  const code = await receiveChallengeCode(client, id, 'SMS', member.phone);
  const guesses = await Promise.all(Array.from({ length: 50 }, () => startBindingInCheck(client, { challengeId: id, method: 'SMS', code: 'wrong' })));
  expect(tally(guesses.map(({ userErrors }) => userErrors[0].code))).toEqual({ CODE_WRONG: 5, CHALLENGE_TRIES_USED_UP: 45 });
  expect((await startBindingInCheck(client, { challengeId: id, method: 'SMS', code })).userErrors).toMatchObject([{ code: 'CHALLENGE_TRIES_USED_UP' }]);
  for (const method of ['MFA', 'EMAIL', 'RECOVERY_CODE']) {
    expect((await startBindingInCheck(client, { challengeId: (await meetSignIn(member)).id, method, code })).userErrors).toMatchObject([{ code: 'CHECK_METHOD_NOT_OFFERED', path: ['method'] }]);
  }
  expect((await readSecurity(client, member.token)).mfaDevices).toEqual([]);
});

test('where MFA was not switched on no check binds a device', async () => {
  const member = await registerUnbound(['SMS']);
  const challenge = await meetSignIn(member);
  expect(challenge).toMatchObject({ methods: ['SMS'], bindsMfaAfter: [] });
  const code = await receiveChallengeCode(client, challenge.id, 'SMS', member.phone);
  expect((await startBindingInCheck(client, { challengeId: challenge.id, method: 'SMS', code })).userErrors).toMatchObject([{ code: 'CHECK_METHOD_NOT_OFFERED' }]);
  const { id } = await openStepUp(client, member.token, 'BIND_MFA');
  await client.advance('PT1M');
  const other = await receiveChallengeCode(client, id, 'SMS', member.phone, member.token);
  expect((await startBindingInCheck(client, { challengeId: id, method: 'SMS', code: other }, member.token)).userErrors).toMatchObject([{ code: 'CHECK_METHOD_NOT_OFFERED' }]);
});

test('a binding inside a check belongs to that check: of twenty confirmations at once one passes it, wrong ones use it up, and another check knows nothing of it', async () => {
  const member = await registerUnbound();
  const first = await meetSignIn(member);
  const started = await startInCheck(first.id, member.phone);
  const codes = await twoCodes(client, started.secret);
  const other = await meetSignIn(member);
  expect((await confirmBindingInCheck(client, { challengeId: other.id, bindingId: started.bindingId, codes })).userErrors).toMatchObject([{ code: 'MFA_BINDING_NOT_FOUND' }]);
  expect((await confirmBinding(client, member.token, started.bindingId, codes)).userErrors).toMatchObject([{ code: 'MFA_BINDING_NOT_FOUND' }]);
  expect((await confirmBindingInCheck(client, { challengeId: first.id, bindingId: started.bindingId, codes: codes.slice(1) })).userErrors).toMatchObject([{ code: 'CODE_WRONG', policy: 'security.mfa.bindingCodes', limit: '2' }]);
  const confirmed = await Promise.all(Array.from({ length: 20 }, () => confirmBindingInCheck(client, { challengeId: first.id, bindingId: started.bindingId, codes })));
  expect(confirmed.filter(({ session }) => session)).toHaveLength(1);
  expect((await readSecurity(client, member.token)).mfaDevices).toHaveLength(1);

  const guessed = await registerUnbound();
  const { id } = await meetSignIn(guessed);
  const { bindingId } = await startInCheck(id, guessed.phone);
  const attempts = await Promise.all(Array.from({ length: 20 }, () => confirmBindingInCheck(client, { challengeId: id, bindingId, codes: ['no', 'no'] })));
  // The code by SMS was the first answer.
  expect(tally(attempts.map(({ userErrors }) => userErrors[0].code))).toEqual({ CODE_WRONG: 4, CHALLENGE_TRIES_USED_UP: 16 });
});
