import { beforeAll, expect, test } from 'vitest';
import type { Client } from '../../support/client.ts';
import { createCheckedClient } from '../../support/checked-client.ts';
import { graphOf, type SharedGraph } from '../../support/graph-of.ts';
import { stepUp } from '../../support/journeys.ts';
import { newEmail, newPhone } from '../../support/people.ts';
import { changePassword, codeOf, receiveResetCode, requestReset, reset } from '../../support/passwords.ts';
import { importAccount } from '../../support/import.ts';
import { newUsername, registerByPhone } from '../../support/registering.ts';

let graph: SharedGraph;
let client: Client;
beforeAll(async () => {
  graph = await graphOf('huawei');
  client = createCheckedClient(graph);
});

const fresh = 'Fresh-Password-1 of a tiger';
const password = 'Tiger-Tally-2026 of a tiger';

const signIn = async (account: string, given: string, accountKind = 'CLOUD') => {
  const { data, errors } = await client.send(
    'mutation($input: SignInInput!) { signIn(input: $input) { session { token duty } challenge { id } choice { accounts { id } } userErrors { code } } }',
    { input: { account, password: given, accountKind } },
  );
  expect(errors, JSON.stringify(errors)).toEqual([]);
  return data.signIn;
};
const opens = async (account: string, given: string, accountKind?: string): Promise<boolean> => (await signIn(account, given, accountKind)).session !== null;

const setValidity = async (token: string, days: number | null) => {
  const { data, errors } = await client.send('mutation($input: SetPasswordValidityInput!) { setPasswordValidity(input: $input) { account { password { setAt expiresAt } } userErrors { code path policy limit } } }', { input: { days } }, { token });
  expect(errors, JSON.stringify(errors)).toEqual([]);
  return data.setPasswordValidity;
};

const registerHolder = async () => {
  const member = await registerByPhone(client, { password });
  await stepUp(client, member, 'CHANGE_PASSWORD');
  return member;
};

test('HW-SEC-002 a lock ends by waiting, and says so, and where to go meanwhile: the password can be reset, and the new one signs in when the lock has ended', async () => {
  const member = await registerHolder();
  const guess = async (given: string) => {
    const input = { account: member.phone, password: given, accountKind: 'CLOUD', captcha: await client.captcha() };
    return (await client.send('mutation($input: SignInInput!) { signIn(input: $input) { userErrors { code message retryAfter } } }', { input })).data.signIn.userErrors;
  };
  for (let tries = 0; tries < 10; tries += 1) expect(await guess('Wrong-Password-1')).toMatchObject([{ code: 'SIGN_IN_FAILED' }]);
  expect(await guess(password)).toMatchObject([{ code: 'SIGN_IN_LOCKED', message: expect.stringMatching(/try again in 15 minutes.*reset it/), retryAfter: expect.stringMatching(/^PT1[45]M/) }]);
  await client.advance('PT1M');
  const named = { account: member.phone, accountKind: 'CLOUD' };
  expect(await reset(client, { ...named, code: await receiveResetCode(client, member.phone, named), newPassword: fresh })).toMatchObject({ isReset: true, userErrors: [] });
  await client.advance('PT15M');
  expect(await opens(member.phone, password)).toBe(false);
  expect(await opens(member.phone, fresh)).toBe(true);
});

test('HW-ACC-081 a password may be let end after at most 180 days, and once it has each sign-in asks for a change', async () => {
  const member = await registerHolder();
  const outOfRange = [{ code: 'PASSWORD_VALIDITY_OUT_OF_RANGE', path: ['days'], policy: 'account.password.mostValidDays', limit: '180' }];
  for (const days of [181, 0, -1]) expect(await setValidity(member.token, days)).toEqual({ account: null, userErrors: outOfRange });
  const { account } = await setValidity(member.token, 180);
  expect(Date.parse(account.password.expiresAt) - Date.parse(account.password.setAt)).toBe(180 * 86_400_000);

  await client.advance('P179DT23H');
  expect((await signIn(member.phone, password)).session).toMatchObject({ duty: null });
  await client.advance('PT1H');
  for (let again = 0; again < 2; again += 1) expect((await signIn(member.phone, password)).session).toMatchObject({ duty: 'CHANGE_PASSWORD' });

  member.token = (await signIn(member.phone, password)).session.token;
  const blocked = await client.send('mutation { setPasswordValidity(input: { days: null }) { userErrors { code } } }', {}, { token: member.token });
  expect(blocked.errors[0]!.extensions).toMatchObject({ code: 'DUTY_FIRST', duty: 'CHANGE_PASSWORD' });
  await stepUp(client, member, 'CHANGE_PASSWORD');
  expect((await changePassword(client, member.token, password, fresh)).userErrors).toEqual([]);
  expect((await client.send('{ viewer { id password { expiresAt } } }', {}, { token: member.token })).data.viewer.id).toBe(member.id);
  expect((await signIn(member.phone, fresh)).session).toMatchObject({ duty: null });

  await stepUp(client, member, 'CHANGE_PASSWORD');
  expect((await setValidity(member.token, null)).account.password.expiresAt).toBeNull();
  await client.advance('P365D');
  expect((await signIn(member.phone, fresh)).session).toMatchObject({ duty: null });
});

test('HW-ACC-082 a changed password takes effect at once', async () => {
  const member = await registerHolder();
  expect((await changePassword(client, member.token, password, fresh)).userErrors).toEqual([]);
  expect([await opens(member.phone, fresh), await opens(member.phone, password)]).toEqual([true, false]);
});

test('HW-ACC-074 in part: a passport\'s password is recovered by phone or e-mail, which passport, code and new password twice, in this order', async () => {
  const [phone, email, username] = [newPhone(), newEmail(), newUsername()];
  const ids = [
    await importAccount(graph, { kind: 'PASSPORT', phone, email, username, password }),
    await importAccount(graph, { kind: 'PASSPORT', phone, password }),
  ];
  const kind = { accountKind: 'PASSPORT' };
  expect(codeOf(await reset(client, { ...kind, account: phone, code: '000000', newPassword: fresh }))).toBe('RESET_NOT_FOUND');
  const code = await receiveResetCode(client, phone, { ...kind, account: phone });
  const proof = { ...kind, account: phone, code, newPassword: fresh };
  expect(codeOf(await reset(client, { ...proof, newPasswordAgain: `${fresh}!` }))).toBe('PASSWORDS_DIFFER');
  expect(codeOf(await reset(client, { ...proof, accountId: ids[1], code: code === '111111' ? '222222' : '111111' }))).toBe('RESET_NOT_FOUND');
  const asked = await reset(client, proof);
  expect(asked).toMatchObject({ isReset: false, userErrors: [] });
  expect(asked.accounts.map(({ id }: { id: string }) => id).toSorted()).toEqual(ids.toSorted());
  expect(codeOf(await reset(client, { ...proof, accountId: '100000000000' }))).toBe('CHOICE_NOT_FOUND');
  expect(await opens(username, password, 'PASSPORT')).toBe(true);
  expect((await reset(client, { ...proof, accountId: ids[0], newPasswordAgain: fresh })).isReset).toBe(true);
  expect([await opens(username, fresh, 'PASSPORT'), await opens(username, password, 'PASSPORT')]).toEqual([true, false]);

  const mailed = await receiveResetCode(client, email, { ...kind, account: email });
  expect((await reset(client, { ...kind, account: email, code: mailed, newPassword: `${fresh} again` })).isReset).toBe(true);
  expect(await opens(username, `${fresh} again`, 'PASSPORT')).toBe(true);
});

test('HW-ACC-075 in part: a cloud account\'s password is recovered by account name and bound phone, or by e-mail or phone alone', async () => {
  const [phone, email, username] = [newPhone(), newEmail(), newUsername()];
  await importAccount(graph, { kind: 'CLOUD', phone, email, username, password });
  const named = { accountKind: 'CLOUD', account: username, phone };
  const code = await receiveResetCode(client, phone, named);
  expect(codeOf(await reset(client, { ...named, code: code === '111111' ? '222222' : '111111', newPassword: fresh }))).toBe('RESET_NOT_FOUND');
  expect(codeOf(await reset(client, { ...named, code, newPassword: fresh, newPasswordAgain: 'another password of a tiger' }))).toBe('PASSWORDS_DIFFER');
  expect((await reset(client, { ...named, code, newPassword: fresh, newPasswordAgain: fresh })).isReset).toBe(true);
  expect([await opens(username, fresh), await opens(username, password)]).toEqual([true, false]);
  for (const [index, account] of [email, phone].entries()) {
    await client.advance('PT1M');
    const next = `${fresh} ${index}`;
    const sent = await receiveResetCode(client, account, { accountKind: 'CLOUD', account });
    expect((await reset(client, { accountKind: 'CLOUD', account, code: sent, newPassword: next })).isReset).toBe(true);
    expect(await opens(username, next)).toBe(true);
  }
});

test('a passport and a cloud account with one e-mail address are reset each for itself', async () => {
  const email = newEmail();
  await importAccount(graph, { kind: 'PASSPORT', email, password });
  await importAccount(graph, { kind: 'CLOUD', email, password });
  const code = await receiveResetCode(client, email, { accountKind: 'CLOUD', account: email });
  expect(codeOf(await reset(client, { accountKind: 'PASSPORT', account: email, code, newPassword: fresh }))).toBe('RESET_NOT_FOUND');
  expect((await reset(client, { accountKind: 'CLOUD', account: email, code, newPassword: fresh })).isReset).toBe(true);
  expect([await opens(email, fresh, 'CLOUD'), await opens(email, password, 'PASSPORT')]).toEqual([true, true]);
  expect(codeOf(await requestReset(client, { accountKind: 'CLOUD', account: email }))).toBeUndefined();
});

test('a code for signing in resets nothing, and one for resetting signs nobody in', async () => {
  const { phone } = await registerByPhone(client, { password });
  const seen = await client.messages(phone);
  await client.send('mutation($input: SendCodeInput!) { sendCode(input: $input) { userErrors { code } } }', { input: { purpose: 'SIGN_IN', to: phone } });
  const signInCode = await client.nextCode(phone, seen);
  const resetCode = await receiveResetCode(client, phone, { accountKind: 'CLOUD', account: phone });
  const bySms = async (code: string) =>
    (await client.send('mutation($input: SignInInput!) { signIn(input: $input) { session { id } userErrors { code } } }', { input: { method: 'SMS', accountKind: 'CLOUD', account: phone, code } })).data.signIn;
  if (signInCode !== resetCode) {
    expect(codeOf(await reset(client, { accountKind: 'CLOUD', account: phone, code: signInCode, newPassword: fresh }))).toBe('RESET_NOT_FOUND');
    expect((await bySms(resetCode)).session).toBeNull();
  }
  expect((await reset(client, { accountKind: 'CLOUD', account: phone, code: resetCode, newPassword: fresh })).isReset).toBe(true);
  expect((await bySms(signInCode)).session).not.toBeNull();
});
