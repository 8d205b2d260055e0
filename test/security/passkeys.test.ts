import { expect, test } from 'vitest';
import { bindApp, confirmBinding, isSignedIn, openStepUp, setProtection, startBinding, tally, toNextStep, unbind } from '../rules/security/steps.ts';
import { dumpStores } from '../support/dump-stores.ts';
import { answerChallenge, register, sendSignIn, signIn, stepUp, totp, type Member } from '../support/journeys.ts';
import {
  answerByPasskey, bindPasskey, confirmPasskeyBinding, newAuthenticator, readPasskeys, sendPasskeyAnswer, startPasskeyAnswer, startPasskeyBinding, stepUpByPasskey, unbindPasskey,
} from '../support/passkeys.ts';
import type { Behaviour } from '../support/software-authenticator.ts';
import { sharedClient, sharedGraph } from '../support/shared-graph.ts';

const client = sharedClient();
const fifty = <T>(one: (index: number) => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: 50 }, (_, index) => one(index)));
const codeOf = ({ userErrors }: { userErrors: { code: string }[] }): string => userErrors[0]?.code ?? 'PASSED';

const registerWithPasskey = async () => {
  const member = await register(client);
  const authenticator = newAuthenticator(sharedGraph);
  const passkey = await bindPasskey(client, member, authenticator);
  return { member, authenticator, passkey };
};

const protect = async (member: Member, protection: 'setLoginProtection' | 'setOperationProtection', method = 'MFA'): Promise<void> => {
  await stepUp(client, member, protection === 'setLoginProtection' ? 'SET_LOGIN_PROTECTION' : 'SET_OPERATION_PROTECTION');
  expect((await setProtection(client, member.token, protection, [method])).userErrors).toEqual([]);
};

/** Signs in with the password, and gives what is asked next. */
const meetChallenge = async ({ email, password }: Member) => {
  const { data } = await sendSignIn(client, email, password);
  expect(data.signIn).toMatchObject({ session: null, challenge: { purpose: 'SIGN_IN' } });
  return data.signIn.challenge;
};

const sent = (token: string, mutation: string) => client.send(mutation, {}, { token });

test('NIST SP 800-63B-4 AAL2AVR-6: with a password a phishing-resistant passkey is on offer: it finishes a sign-in for the platform’s own pages, and for no other', async () => {
  const { member, authenticator, passkey } = await registerWithPasskey();
  await protect(member, 'setLoginProtection');
  const challenge = await meetChallenge(member);
  expect(challenge.methods).toEqual(['PASSKEY']);
  const phished = await answerByPasskey(client, challenge.id, authenticator, undefined, { origin: 'https://console.evil.example', rpId: 'evil.example' });
  expect(phished).toMatchObject({ isPassed: false, session: null, userErrors: [{ code: 'PASSKEY_NOT_VERIFIED', path: ['passkey'] }] });
  const relayed = await answerByPasskey(client, challenge.id, authenticator, undefined, { origin: 'https://console.evil.example' });
  expect(codeOf(relayed)).toBe('PASSKEY_NOT_VERIFIED');
  const { session, steppedUpUntil, userErrors } = await answerByPasskey(client, challenge.id, authenticator);
  expect([userErrors, steppedUpUntil]).toEqual([[], null]);
  expect(await isSignedIn(client, session.token)).toBe(true);
  const [bound] = (await readPasskeys(client, session.token)).passkeys;
  expect(bound).toMatchObject({ id: passkey.id, name: 'Passkey', isBackedUp: false });
  expect(Date.parse(bound.lastUsedAt)).toBeGreaterThanOrEqual(Date.parse(bound.boundAt));
});

test('ASVS 7.5.1: binding and unbinding need a step-up, and the holder is told of both on phone and e-mail', async () => {
  const member = await register(client);
  for (const [mutation, operation] of [
    ['mutation { startPasskeyBinding(input: {}) { bindingId } }', 'BIND_PASSKEY'],
    ['mutation { unbindPasskey(input: { passkeyId: "x" }) { userErrors { code } } }', 'UNBIND_PASSKEY'],
  ] as const) {
    const { data, errors } = await sent(member.token, mutation);
    expect(errors[0]!.extensions).toMatchObject({ code: 'STEP_UP_REQUIRED', operation, methods: ['SMS', 'EMAIL'] });
    expect(data).toBeNull();
  }
  const texts = async (to: string) => (await client.messages(to)).map(({ text }) => text).join('\n');
  const authenticator = newAuthenticator(sharedGraph);
  const passkey = await bindPasskey(client, member, authenticator);
  await client.advance('PT1S');
  for (const to of [member.phone, member.email]) expect(await texts(to)).toMatch(/A new passkey was bound/);
  await stepUpByPasskey(client, member, 'UNBIND_PASSKEY', authenticator);
  expect(await unbindPasskey(client, member.token, passkey.id)).toMatchObject({ security: { passkeys: [] }, userErrors: [] });
  await client.advance('PT1S');
  for (const to of [member.phone, member.email]) expect(await texts(to)).toMatch(/The last passkey of your account was unbound/);
  await stepUp(client, member, 'UNBIND_PASSKEY');
  expect(codeOf(await unbindPasskey(client, member.token, passkey.id))).toBe('PASSKEY_NOT_FOUND');
});

test('beside a passkey a proof by SMS neither binds another, nor a device, nor unbinds the one: that takes the passkey', async () => {
  const { member, authenticator, passkey } = await registerWithPasskey();
  const bindAnother = async () => {
    const [other, { bindingId, options }] = [newAuthenticator(sharedGraph), await startPasskeyBinding(client, member.token)];
    return confirmPasskeyBinding(client, member.token, bindingId, other.create(options));
  };
  const bindDevice = async () => {
    const { bindingId, secret } = await startBinding(client, member.token);
    return confirmBinding(client, member.token, bindingId, [totp(secret, await toNextStep(client))]);
  };
  await stepUp(client, member, 'UNBIND_PASSKEY');
  for (const refused of [await bindAnother(), await bindDevice(), await unbindPasskey(client, member.token, passkey.id)]) expect(codeOf(refused)).toBe('MFA_ALREADY_BOUND');
  expect((await readPasskeys(client, member.token)).passkeys).toMatchObject([{ id: passkey.id }]);
  for (const change of [bindAnother, bindDevice, () => unbindPasskey(client, member.token, passkey.id)]) {
    await stepUpByPasskey(client, member, 'UNBIND_PASSKEY', authenticator);
    expect(codeOf(await change())).toBe('PASSED');
  }
});

test('a binding that is not confirmed answers nothing; of fifty confirmations at once one binds the passkey', async () => {
  const member = await register(client);
  await stepUp(client, member, 'BIND_PASSKEY');
  const authenticator = newAuthenticator(sharedGraph);
  const { bindingId, options } = await startPasskeyBinding(client, member.token);
  expect((await openStepUp(client, member.token, 'BIND_PASSKEY')).methods).not.toContain('PASSKEY');
  expect(codeOf(await setProtection(client, member.token, 'setLoginProtection', ['MFA']))).toBe('PROTECTION_METHOD_NOT_BOUND');
  const response = authenticator.create(options);
  const confirmed = await fifty(() => confirmPasskeyBinding(client, member.token, bindingId, response, 'Laptop'));
  expect(tally(confirmed.map(codeOf))).toEqual({ PASSED: 1, PASSKEY_BINDING_NOT_FOUND: 49 });
  expect((await readPasskeys(client, member.token)).passkeys).toMatchObject([{ name: 'Laptop', lastUsedAt: null, isSyncable: false, isBackedUp: false }]);
});

test('as many are bound as the policy allows; of fifty confirmed at once for the last place, each proved by the passkey in a session of its own, one is: it ends the proofs of the others', async () => {
  const { member, authenticator } = await registerWithPasskey();
  const bindAnother = async (session: { token: string }, { bindingId, options }: { bindingId: string; options: string }) => confirmPasskeyBinding(client, session.token, bindingId, newAuthenticator(sharedGraph).create(options));
  for (let bound = 1; bound < 9; bound += 1) {
    await stepUpByPasskey(client, member, 'BIND_PASSKEY', authenticator);
    expect(codeOf(await bindAnother(member, await startPasskeyBinding(client, member.token)))).toBe('PASSED');
  }
  const started = [];
  // One after the other: the authenticator counts on with each step-up.
  while (started.length < 50) {
    const session = { token: await signIn(client, member) };
    await stepUpByPasskey(client, session, 'BIND_PASSKEY', authenticator);
    started.push({ session, binding: await startPasskeyBinding(client, session.token) });
  }
  const confirmed = await Promise.all(started.map(({ session, binding }) => bindAnother(session, binding)));
  expect(tally(confirmed.map(codeOf))).toEqual({ PASSED: 1, MFA_ALREADY_BOUND: 49 });
  member.token = await signIn(client, member);
  expect((await readPasskeys(client, member.token)).passkeys).toHaveLength(10);
  await stepUpByPasskey(client, member, 'BIND_PASSKEY', authenticator);
  expect((await startPasskeyBinding(client, member.token)).userErrors).toEqual([{ code: 'PASSKEY_QUOTA_REACHED', path: null, policy: 'security.passkeys.most', limit: '10' }]);
  const { data } = await client.send('{ policy { security { mostPasskeys } } }');
  expect(data.policy.security.mostPasskeys).toBe(10);
});

test('of fifty equal assertions at once one opens a session', async () => {
  const { member, authenticator } = await registerWithPasskey();
  await protect(member, 'setLoginProtection');
  const { id } = await meetChallenge(member);
  const assertion = authenticator.get((await startPasskeyAnswer(client, id)).options);
  const answers = await fifty(() => sendPasskeyAnswer(client, id, assertion));
  expect(answers.filter(({ session }) => session)).toHaveLength(1);
  expect(codeOf(await sendPasskeyAnswer(client, id, assertion))).toBe('CHALLENGE_NOT_FOUND');
});

test('NIST SP 800-63B-4 RL: a challenge takes five answers by passkey, whatever is wrong with them, also of fifty at once', async () => {
  const { member, authenticator } = await registerWithPasskey();
  const { id } = await openStepUp(client, member.token, 'UNBIND_PASSKEY');
  const wrong: Partial<Behaviour>[] = [{ isVerified: false }, { forged: true }, { challenge: 'A'.repeat(43) }];
  for (const behaviour of wrong) expect(codeOf(await answerByPasskey(client, id, authenticator, member.token, behaviour))).toBe('PASSKEY_NOT_VERIFIED');
  const answers = await fifty(() => sendPasskeyAnswer(client, id, '{}', member.token));
  expect(tally(answers.map(codeOf))).toEqual({ PASSKEY_NOT_VERIFIED: 2, CHALLENGE_TRIES_USED_UP: 48 });
  expect((await startPasskeyAnswer(client, id, member.token)).userErrors).toMatchObject([{ code: 'CHALLENGE_TRIES_USED_UP', policy: 'security.challenge.attempts', limit: '5' }]);
});

test('a passkey answers a step-up, in the session that asked, and no other; without the browser’s answer it says so', async () => {
  const { member, authenticator } = await registerWithPasskey();
  const holder = { ...member, token: await signIn(client, member) };
  const { id, methods } = await openStepUp(client, holder.token, 'CHANGE_PASSWORD');
  expect(methods[0]).toBe('PASSKEY');
  const { options } = await startPasskeyAnswer(client, id, holder.token);
  for (const token of [member.token, undefined]) {
    expect(codeOf(await startPasskeyAnswer(client, id, token))).toBe('CHALLENGE_NOT_FOUND');
    expect(codeOf(await sendPasskeyAnswer(client, id, authenticator.get(options), token))).toBe('CHALLENGE_NOT_FOUND');
  }
  expect((await sendPasskeyAnswer(client, id, undefined, holder.token)).userErrors).toMatchObject([{ code: 'FIELD_REQUIRED', path: ['passkey'] }]);
  const { isPassed, steppedUpUntil } = await sendPasskeyAnswer(client, id, authenticator.get(options), holder.token);
  expect([isPassed, Date.parse(steppedUpUntil) > (await client.now())]).toEqual([true, true]);
  expect((await startPasskeyAnswer(client, 'challenge_of_nobody')).userErrors).toMatchObject([{ code: 'CHALLENGE_NOT_FOUND', path: ['challengeId'] }]);
});

test('where no passkey is bound nothing is asked of one', async () => {
  const member = await register(client);
  const { id } = await openStepUp(client, member.token, 'CHANGE_PASSWORD');
  expect((await startPasskeyAnswer(client, id, member.token)).userErrors).toMatchObject([{ code: 'CHECK_METHOD_NOT_OFFERED', path: ['challengeId'] }]);
  const { data } = await answerChallenge(client, id, 'PASSKEY', '123456', member);
  expect(data.answerChallenge.userErrors).toMatchObject([{ code: 'CHECK_METHOD_NOT_OFFERED', path: ['method'] }]);
});

test('the passkey of another account answers nothing, and one that is unbound no more', async () => {
  const [{ member, authenticator, passkey }, stranger] = [await registerWithPasskey(), await registerWithPasskey()];
  const { id } = await openStepUp(client, member.token, 'UNBIND_PASSKEY');
  expect(codeOf(await answerByPasskey(client, id, stranger.authenticator, member.token))).toBe('PASSKEY_NOT_VERIFIED');
  for (const { member: holder, authenticator: own } of [{ member, authenticator }, stranger]) await stepUpByPasskey(client, holder, 'UNBIND_PASSKEY', own);
  expect(codeOf(await unbindPasskey(client, stranger.member.token, passkey.id))).toBe('PASSKEY_NOT_FOUND');
  const { options } = await startPasskeyAnswer(client, id, member.token);
  expect(codeOf(await unbindPasskey(client, member.token, passkey.id))).toBe('PASSED');
  expect(codeOf(await sendPasskeyAnswer(client, id, authenticator.get(options), member.token))).toBe('PASSKEY_NOT_VERIFIED');
});

test('TX-SEC-026 with the last passkey, as with the device, MFA goes out of both protections, and with one of two it stays', async () => {
  const { member, authenticator, passkey } = await registerWithPasskey();
  await stepUpByPasskey(client, member, 'BIND_MFA', authenticator);
  const { secret, deviceId } = await bindApp(client, member);
  await protect(member, 'setLoginProtection');
  await protect(member, 'setOperationProtection');
  const protections = async () => {
    const { loginProtection, operationProtection } = await readPasskeys(client, member.token);
    return [loginProtection.methods, operationProtection.methods];
  };
  await stepUp(client, member, 'UNBIND_MFA');
  expect((await unbind(client, member.token, deviceId, totp(secret, await toNextStep(client)))).userErrors).toEqual([]);
  expect(await protections()).toEqual([['MFA'], ['MFA']]);
  expect((await meetChallenge(member)).methods).toEqual(['PASSKEY']);
  await stepUpByPasskey(client, member, 'UNBIND_PASSKEY', authenticator);
  expect(codeOf(await unbindPasskey(client, member.token, passkey.id))).toBe('PASSED');
  expect(await protections()).toEqual([[], []]);
  expect(await isSignedIn(client, await signIn(client, member))).toBe(true);
});

test('unbinding the last passkey leaves a protection by another method as it is', async () => {
  const { member, authenticator, passkey } = await registerWithPasskey();
  await protect(member, 'setLoginProtection', 'SMS');
  await stepUpByPasskey(client, member, 'UNBIND_PASSKEY', authenticator);
  const { security } = await unbindPasskey(client, member.token, passkey.id);
  expect(security.loginProtection.methods).toEqual(['SMS']);
});

test('no store holds a credential’s id or its key, nor what was to be signed, that can be read', async () => {
  const { member, authenticator } = await registerWithPasskey();
  const { id } = await openStepUp(client, member.token, 'UNBIND_PASSKEY');
  const { challenge, allowCredentials } = JSON.parse((await startPasskeyAnswer(client, id, member.token)).options);
  expect(allowCredentials).toMatchObject([{ id: authenticator.id }]);
  const text = JSON.stringify(await dumpStores(sharedGraph));
  expect(text).toContain(id);
  for (const canary of [authenticator.id, challenge]) expect(text).not.toContain(canary);
});
