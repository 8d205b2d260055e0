import { expect, test } from 'vitest';
import { agreementsOf, register, sendRegistration, sendSignIn, startChallenge, stepUp } from '../support/journeys.ts';
import { bindScanned, codesOf, done, kindsOf, newPerson, payloadOf, prepareEmail, prepareScan, receiveBindCode, sendBind, sendChange, sendCodeFor, sendUnbind, signInScanned, whenTold } from '../support/login-methods.ts';
import { newEmail, newPhone } from '../support/people.ts';
import { fifty } from '../support/registering.ts';
import { answer } from '../rules/security/steps.ts';
import { sharedClient } from '../support/shared-graph.ts';

const client = sharedClient();

const notTheCode = (code: string, by: number): string => String((Number(code) + by) % 1_000_000).padStart(6, '0');

/** A code of that purpose, as it arrives. */
const receive = async (purpose: string, to: string): Promise<string> => {
  const seen = await client.messages(to);
  done(await sendCodeFor(client, purpose, to));
  return client.nextCode(to, seen);
};

test('a code is good for its purpose and its address: none of another binds a login method, and one to bind opens nothing else', async () => {
  const member = await register(client);
  await bindScanned(client, member, 'WECHAT', newPerson('WECHAT'));
  await stepUp(client, member, 'CHANGE_LOGIN_METHOD');
  const [email, newPassword] = [newEmail(), 'Bound-Password-1'];
  const change = (emailCode: string, to = email) => sendChange(client, member, { kind: 'EMAIL', email: to, emailCode, newPassword, newPasswordAgain: newPassword });

  const toRegister = await receive('REGISTER', email);
  const seen = await client.messages(member.email);
  const { challenge } = (await startChallenge(client, member.token, 'CHANGE_LOGIN_METHOD', 'EMAIL')).data.startChallenge;
  const toStepUp = await client.nextCode(member.email, seen);
  const toBind = await receiveBindCode(client, email);
  const toBindAnother = await receiveBindCode(client, newEmail());
  for (const other of [toRegister, toStepUp, toBindAnother].filter((code) => code !== toBind)) expect(payloadOf(await change(other)).userErrors).toMatchObject([{ code: 'CODE_WRONG', path: ['emailCode'] }]);
  expect(codesOf(await change(toBind, newEmail()))).toEqual(['CODE_WRONG']);

  const phone = newPhone();
  const registration = { email, emailCode: toBind, phone, phoneCode: await receive('REGISTER', phone), password: newPassword, agreements: await agreementsOf(client) };
  expect(codesOf(await sendRegistration(client, registration))).toEqual(['CODE_WRONG']);
  if (toBind !== toStepUp) expect((await answer(client, challenge.id, 'EMAIL', toBind, member)).userErrors).toMatchObject([{ code: 'CODE_WRONG' }]);

  done(await change(toBind));
  await client.advance('PT1M');
  await stepUp(client, member, 'CHANGE_LOGIN_METHOD');
  expect(codesOf(await change(toBind, email))).not.toEqual([]);
});

test('of any number of guesses of a code at once five are looked at; then the right one is refused too', async () => {
  const member = await register(client);
  await bindScanned(client, member, 'WECHAT', newPerson('WECHAT'));
  await stepUp(client, member, 'CHANGE_LOGIN_METHOD');
  const input = await prepareEmail(client);
  const answers = await fifty((index) => sendChange(client, member, { ...input, emailCode: notTheCode(input.emailCode, index + 1) }));
  expect(answers.flatMap(codesOf)).toEqual(Array.from({ length: 50 }, () => 'CODE_WRONG'));
  expect(codesOf(await sendChange(client, member, input))).toEqual(['CODE_WRONG']);
  expect(payloadOf(await sendSignIn(client, member.email, member.password)).session).not.toBeNull();
});

test('who asks for a code to bind an address learns nothing of whether an account has it', async () => {
  const { email } = await register(client);
  const [taken, free] = [await sendCodeFor(client, 'BIND_LOGIN_METHOD', email), await sendCodeFor(client, 'BIND_LOGIN_METHOD', newEmail())];
  for (const { data, errors } of [taken, free]) {
    expect(errors).toEqual([]);
    expect(data.sendCode).toEqual({ resendAfter: 'PT1M', expiresAt: expect.any(String), userErrors: [] });
  }
  // Nor does who cannot read what was sent there.
  const member = await register(client);
  await bindScanned(client, member, 'WECHAT', newPerson('WECHAT'));
  const refusedFor = async (to: string) => payloadOf(await sendChange(client, member, { kind: 'EMAIL', email: to, emailCode: '000000', newPassword: 'Bound-Password-1', newPasswordAgain: 'Bound-Password-1' })).userErrors;
  expect(await refusedFor(email)).toEqual(await refusedFor(newEmail()));
});

test('every change of a login method needs a proof, and is told to every old and new address with what to do about it', async () => {
  const [member, wechat] = [await register(client), newPerson('WECHAT')];
  const input = await prepareScan(client, member, 'WECHAT', wechat);
  for (const send of [sendBind(client, member, input), sendChange(client, member, input), sendUnbind(client, member, { kind: 'EMAIL' })]) {
    expect((await send).errors[0]!.extensions.code).toBe('STEP_UP_REQUIRED');
  }
  expect(await kindsOf(client, member)).toEqual(['EMAIL']);
  await stepUp(client, member, 'BIND_LOGIN_METHOD');
  done(await sendBind(client, member, input));
  const email = await prepareEmail(client);
  done(await sendChange(client, member, email));
  // With the address the password was replaced, so the proof is over.
  expect((await sendUnbind(client, member, { kind: 'WECHAT' })).errors[0]!.extensions.code).toBe('STEP_UP_REQUIRED');
  await client.advance('PT1M');
  await stepUp(client, member, 'UNBIND_LOGIN_METHOD');
  done(await sendUnbind(client, member, { kind: 'WECHAT' }));
  for (const [address, subject] of [
    [member.email, /^A login method was bound to your account/],
    [member.email, /^A login method of your account was changed/],
    [email.email, /^A login method of your account was changed/],
    [email.email, /^A login method of your account was unbound/],
    [member.phone, /^A login method was bound to your account/],
  ] as const) {
    const { text, links } = await whenTold(client, address, subject);
    expect(text).toMatch(/If this was not you, contact support at once\.$/);
    expect(text).not.toContain(email.email);
    expect(links).toEqual([]);
  }
});

test('two requests at once that unbind the two methods of an account leave one, round after round', async () => {
  for (let round = 0; round < 5; round += 1) {
    const member = await register(client);
    await bindScanned(client, member, 'WECHAT', newPerson('WECHAT'));
    const { report } = done(await sendUnbind(client, member, { kind: 'EMAIL' }));
    await Promise.all([sendUnbind(client, member, { kind: 'EMAIL', reportId: report.id }), sendUnbind(client, member, { kind: 'WECHAT' })]);
    expect(await kindsOf(client, member)).toHaveLength(1);
  }
});

test('an identity that a stranger scans lands in no other account: the ticket is bound to the account that has started it', async () => {
  const [holder, stranger] = [await register(client), await register(client)];
  for (const each of [holder, stranger]) await stepUp(client, each, 'BIND_LOGIN_METHOD');
  const wechat = newPerson('WECHAT');
  const input = await prepareScan(client, holder, 'WECHAT', wechat);
  expect(codesOf(await sendBind(client, stranger, input))).toEqual(['SCAN_NOT_FOUND']);
  expect((await signInScanned(client, 'WECHAT', wechat)).unknownIdentity).not.toBeNull();
  const answers = await fifty(() => sendBind(client, holder, input));
  expect(answers.filter((one) => payloadOf(one).account)).toHaveLength(1);
  expect(await kindsOf(client, holder)).toEqual(['EMAIL', 'WECHAT']);
});
