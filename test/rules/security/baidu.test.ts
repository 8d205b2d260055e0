import { URI, type TOTP } from 'otpauth';
import { beforeAll, expect, test } from 'vitest';
import { createClient, type Client } from '../../support/client.ts';
import { graphOf, type SharedGraph } from '../../support/graph-of.ts';
import { importAccount } from '../../support/import.ts';
import { agreementsOf, stepUp, type Member } from '../../support/journeys.ts';
import { newPassword, newPhone } from '../../support/people.ts';
import { registerByUsername } from '../../support/registering.ts';
import { answer, confirmBinding, confirmBindingInCheck, independentTotp as totp, isSignedIn, openStepUp, readLifetime, readSecurity, receiveChallengeCode, sendChallengeCode, sendStartBinding, setLifetime, setProtection, startBinding, startBindingInCheck, stepUpByMfa, tally, toNextStep, unbind } from './steps.ts';

let graph: SharedGraph;
let client: Client;

beforeAll(async () => {
  graph = await graphOf('baidu');
  client = createClient(graph);
});

/** An account of the platform itself. It has no e-mail address. */
const register = async (): Promise<Member & { username: string }> => {
  const { username, ...registered } = await registerByUsername(client);
  return { ...registered, username: username!, email: '' };
};

const signIn = async (input: { account: string; password: string; accountKind: string }) =>
  (await client.send('mutation($input: SignInInput!) { signIn(input: $input) { session { token duty } challenge { id methods } userErrors { code } } }', { input })).data.signIn;

const bind = async (member: Member): Promise<{ secret: string; deviceId: string }> => {
  await stepUp(client, member, 'BIND_MFA');
  const { bindingId, secret } = await startBinding(client, member.token);
  const now = await toNextStep(client);
  const { mfaDevice, userErrors } = await confirmBinding(client, member.token, bindingId, [totp(secret, now - 30_000), totp(secret, now)]);
  expect(userErrors).toEqual([]);
  return { secret, deviceId: mfaDevice.id };
};

test('BD-SEC-017 the codes of two steps in a row bind the device; one code, the same twice, or others are refused', async () => {
  const member = await register();
  await stepUp(client, member, 'BIND_MFA');
  const { bindingId, secret } = await startBinding(client, member.token);
  const now = await toNextStep(client);
  const [before, present, next] = [totp(secret, now - 30_000), totp(secret, now), totp(secret, now + 30_000)];
  for (const codes of [[present], [present, present], [present, before], [before, next], [before, present, next]]) {
    expect((await confirmBinding(client, member.token, bindingId, codes)).userErrors).toMatchObject([{ code: 'CODE_WRONG', path: ['codes'] }]);
  }
  expect((await readSecurity(client, member.token)).mfaDevices).toEqual([]);
  expect((await confirmBinding(client, member.token, bindingId, [before, present])).mfaDevice).toMatchObject({ kind: 'VIRTUAL' });
});

test('BD-SEC-015 BD-SEC-016 a code has six digits and lasts 30 seconds', async () => {
  const member = await register();
  const { secret } = await bind(member);
  const now = await toNextStep(client);
  const code = totp(secret, now);
  for (const other of [code.slice(1), `${code}0`]) expect((await stepUpByMfa(client, member, other)).userErrors).toMatchObject([{ code: 'CODE_WRONG' }]);
  expect((await stepUpByMfa(client, member, code)).userErrors).toEqual([]);
  await toNextStep(client);
  expect((await stepUpByMfa(client, member, totp(secret, now + 30_000))).userErrors).toEqual([]);
});

test('BD-SEC-004 BD-SEC-007 with both factors on a sign-in offers both, and either one finishes it', async () => {
  const member = await register();
  const { secret } = await bind(member);
  expect((await setProtection(client, member.token, 'setLoginProtection', ['SMS', 'MFA'])).userErrors).toEqual([]);
  const meetChallenge = async () => {
    const { session, challenge } = await signIn({ account: member.username, password: member.password, accountKind: 'CLOUD' });
    expect(session).toBeNull();
    expect(challenge.methods).toEqual(['SMS', 'MFA']);
    return challenge;
  };
  const first = await meetChallenge();
  const bySms = await answer(client, first.id, 'SMS', await receiveChallengeCode(client, first.id, 'SMS', member.phone));
  expect(await isSignedIn(client, bySms.session.token)).toBe(true);
  const byMfa = await answer(client, (await meetChallenge()).id, 'MFA', totp(secret, await toNextStep(client)));
  expect(await isSignedIn(client, byMfa.session.token)).toBe(true);
});

test('BD-SEC-003 the code by SMS goes to the bound phone; a wrong, a used and an expired one fail', async () => {
  const member = await register();
  const { id } = await openStepUp(client, member.token, 'BIND_MFA');
  const code = await receiveChallengeCode(client, id, 'SMS', member.phone, member.token);
  expect((await answer(client, id, 'SMS', `${(Number(code[0]) + 1) % 10}${code.slice(1)}`, member)).userErrors).toMatchObject([{ code: 'CODE_WRONG' }]);
  expect((await answer(client, id, 'SMS', code, member)).userErrors).toEqual([]);
  const second = await openStepUp(client, member.token, 'BIND_MFA');
  expect((await answer(client, second.id, 'SMS', code, member)).userErrors).toMatchObject([{ code: 'CODE_WRONG' }]);
  const late = await receiveChallengeCode(client, second.id, 'SMS', member.phone, member.token);
  await client.advance('PT10M');
  expect((await answer(client, second.id, 'SMS', late, member)).steppedUpUntil).toBeNull();
});

test('BD-SEC-010 two-factor verification is for an activated account: before that neither protection can be set, nor a device bound', async () => {
  const [phone, password] = [newPhone(), newPassword()];
  await importAccount(graph, { phone, password });
  const holder = { token: (await signIn({ account: phone, password, accountKind: 'PASSPORT' })).session.token, phone };
  await stepUp(client, holder, 'SET_LOGIN_PROTECTION');
  for (const document of ['setLoginProtection(input: { methods: [SMS] }) { userErrors { code } }', 'setOperationProtection(input: { methods: [SMS] }) { userErrors { code } }', 'startMfaBinding(input: {}) { bindingId }']) {
    expect((await client.send(`mutation { ${document} }`, {}, { token: holder.token })).errors[0]!.extensions, document).toEqual({ code: 'DUTY_FIRST', duty: 'ACTIVATE_ACCOUNT' });
  }
  await client.send('mutation($input: ActivateAccountInput!) { activateAccount(input: $input) { userErrors { code } } }', { input: { agreements: await agreementsOf(client) } }, { token: holder.token });
  expect(await readSecurity(client, holder.token)).toMatchObject({ mfaDevices: [], loginProtection: { methods: [] }, operationProtection: { methods: ['SMS'] } });
  expect((await setProtection(client, holder.token, 'setLoginProtection', ['SMS'])).security.loginProtection.methods).toEqual(['SMS']);
});

test('BD-SEC-021 unbinding takes the right code of the app, and no code by SMS', async () => {
  const member = await register();
  const { secret, deviceId } = await bind(member);
  const { id } = await openStepUp(client, member.token, 'UNBIND_MFA');
  const bySms = await receiveChallengeCode(client, id, 'SMS', member.phone, member.token);
  const now = await toNextStep(client);
  for (const wrong of [bySms, totp(secret, now + 600_000)]) expect((await unbind(client, member.token, deviceId, wrong)).userErrors).toMatchObject([{ code: 'CODE_WRONG' }]);
  expect((await readSecurity(client, member.token)).mfaDevices).toHaveLength(1);
  expect((await unbind(client, member.token, deviceId, totp(secret, now))).security.mfaDevices).toEqual([]);
});

test('BD-SEC-002 there are two second factors, MFA and SMS', async () => {
  const member = await register();
  const { data } = await client.send('{ policy { security { loginProtection { methods } operationProtection { methods } } } }');
  expect(data.policy.security).toEqual({ loginProtection: { methods: ['MFA', 'SMS'] }, operationProtection: { methods: ['MFA', 'SMS'] } });
  const { errors } = await sendStartBinding(client, member.token);
  expect(errors[0]!.extensions).toMatchObject({ code: 'STEP_UP_REQUIRED', methods: ['SMS'] });
  await bind(member);
  // That of the operation protection, which is on by default, is proposed first.
  expect((await openStepUp(client, member.token, 'UNBIND_MFA')).methods).toEqual(['SMS', 'MFA']);
});

test('BD-SEC-027 a session ends after one hour without use; use before that renews the hour', async () => {
  const { token } = await register();
  await client.advance('PT59M');
  expect(await isSignedIn(client, token)).toBe(true);
  await client.advance('PT59M');
  expect(await isSignedIn(client, token)).toBe(true);
  await client.advance('PT1H');
  expect(await isSignedIn(client, token)).toBe(false);
});

test('BD-SEC-028 the holder sets the expiry from 15 minutes to 23 hours 59 minutes, for the next sign-in on; the maximum is not adjustable', async () => {
  const member = await register();
  await stepUp(client, member, 'SET_SESSION_LIFETIME');
  for (const idle of ['PT14M', 'PT14M59S', 'PT24H', 'PT23H59M1S']) {
    expect((await setLifetime(client, member.token, { idle })).userErrors, idle).toEqual([{ code: 'SESSION_LIFETIME_OUT_OF_RANGE', path: ['idle'], policy: 'security.session.idleRange', limit: 'PT15M to PT23H59M' }]);
  }
  expect((await setLifetime(client, member.token, { maximum: 'PT12H' })).userErrors).toMatchObject([{ code: 'SESSION_LIFETIME_NOT_ADJUSTABLE', path: ['maximum'] }]);
  for (const idle of ['PT15M', 'PT23H59M']) {
    expect((await setLifetime(client, member.token, { idle })).userErrors).toEqual([]);
    expect((await readLifetime(client, member.token)).idle).toBe(idle);
  }
  const { token } = (await signIn({ account: member.username, password: member.password, accountKind: 'CLOUD' })).session;
  await client.advance('PT23H58M');
  expect([await isSignedIn(client, token), await isSignedIn(client, member.token)]).toEqual([true, false]);
});

test('BD-SEC-006 login protection and operation protection are switched apart from each other', async () => {
  const member = await register();
  const { loginProtection: loginBefore, operationProtection: operationBefore } = await readSecurity(client, member.token);
  expect(loginBefore.methods).toEqual([]);
  await stepUp(client, member, 'SET_LOGIN_PROTECTION');
  const login = (await setProtection(client, member.token, 'setLoginProtection', ['SMS'])).security;
  expect(login).toMatchObject({ loginProtection: { methods: ['SMS'] }, operationProtection: operationBefore });
  const operation = (await setProtection(client, member.token, 'setOperationProtection', ['SMS'])).security;
  expect(operation).toMatchObject({ loginProtection: { methods: ['SMS'] }, operationProtection: { methods: ['SMS'] } });
});

test('BD-SEC-009 a protection is on with one or with both factors as soon as it is set, and there is none that is on without a factor', async () => {
  const member = await register();
  await bind(member);
  for (const methods of [['SMS'], ['MFA', 'SMS']]) {
    for (const protection of ['setLoginProtection', 'setOperationProtection'] as const) {
      await stepUp(client, member, 'SET_LOGIN_PROTECTION');
      expect((await setProtection(client, member.token, protection, methods)).userErrors).toEqual([]);
    }
    expect(await readSecurity(client, member.token)).toMatchObject({ loginProtection: { methods }, operationProtection: { methods } });
    const { session, challenge } = await signIn({ account: member.username, password: member.password, accountKind: 'CLOUD' });
    expect(session).toBeNull();
    expect(challenge.methods).toEqual(methods);
  }
  const { errors } = await client.send('mutation { setLoginProtection(input: {}) { userErrors { code } } }', {}, { token: member.token });
  expect(errors[0]!.extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
  await stepUp(client, member, 'SET_LOGIN_PROTECTION');
  expect((await setProtection(client, member.token, 'setLoginProtection', [])).security.loginProtection.methods).toEqual([]);
  expect((await signIn({ account: member.username, password: member.password, accountKind: 'CLOUD' })).challenge).toBeNull();
});

const signInDocument = 'mutation($input: SignInInput!) { signIn(input: $input) { session { token } challenge { id methods bindsMfaAfter } userErrors { code } } }';

const meetSignIn = async ({ username, password }: { username: string; password: string }): Promise<{ id: string; methods: string[]; bindsMfaAfter: string[] }> => {
  const { data } = await client.send(signInDocument, { input: { account: username, password, accountKind: 'CLOUD' } });
  expect(data.signIn).toMatchObject({ session: null, userErrors: [] });
  return data.signIn.challenge;
};

/** An account that has switched MFA on and bound nothing. */
const registerUnbound = async (methods = ['MFA']): Promise<Awaited<ReturnType<typeof register>>> => {
  const member = await register();
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

const twoCodes = async (secret: string): Promise<string[]> => {
  const now = await toNextStep(client);
  return [totp(secret, now - 30_000), totp(secret, now)];
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
  expect((await confirmBindingInCheck(client, { challengeId: challenge.id, bindingId: started.bindingId, codes: await twoCodes(started.secret) })).isPassed).toBe(true);
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
  const passed = await confirmBindingInCheck(client, { challengeId: challenge.id, bindingId: started.bindingId, codes: await twoCodes(started.secret) });
  expect(passed).toMatchObject({ isPassed: true, mfaDevice: { kind: 'VIRTUAL' }, steppedUpUntil: null, userErrors: [] });
  expect(await isSignedIn(client, passed.session.token)).toBe(true);
  expect((await client.nextMessage(member.phone, seen)).text).toContain('MFA');

  const owner = await register();
  await stepUp(client, owner, 'SET_OPERATION_PROTECTION');
  await setProtection(client, owner.token, 'setOperationProtection', ['MFA']);
  const { data } = await client.send('mutation { startChallenge(input: { operation: UNBIND_MFA }) { challenge { id methods bindsMfaAfter } } }', {}, { token: owner.token });
  expect(data.startChallenge.challenge).toMatchObject({ methods: ['MFA', 'SMS'], bindsMfaAfter: ['SMS'] });
  const { id } = data.startChallenge.challenge;
  const inOperation = await startInCheck(id, owner.phone, owner.token);
  const codes = await twoCodes(inOperation.secret);
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
  const codes = await twoCodes(started.secret);
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

test('BD-SEC-019 one key in the apps of several colleagues is one device: the codes of each are accepted, and without a code nobody signs in', async () => {
  const member = await register();
  await stepUp(client, member, 'BIND_MFA');
  const { bindingId, secret, otpauthUri } = await startBinding(client, member.token);
  const uri = new URL(otpauthUri);
  expect(decodeURIComponent(uri.pathname)).toBe(`/Baidu AI Cloud:${member.id}`);
  expect(uri.searchParams.get('secret')).toBe(secret);
  // The same picture, scanned by two apps.
  const [one, other] = [(at: number) => totp(secret, at), (at: number) => (URI.parse(otpauthUri) as TOTP).generate({ timestamp: at })];
  const now = await toNextStep(client);
  expect((await confirmBinding(client, member.token, bindingId, [one(now - 30_000), other(now)], ['LOGIN_PROTECTION'])).userErrors).toEqual([]);
  for (const app of [one, other]) {
    const { id } = await meetSignIn(member);
    expect((await answer(client, id, 'MFA', '')).session).toBeNull();
    expect(await isSignedIn(client, (await answer(client, id, 'MFA', app(await toNextStep(client)))).session.token)).toBe(true);
  }
  expect((await readSecurity(client, member.token)).mfaDevices).toHaveLength(1);
});
