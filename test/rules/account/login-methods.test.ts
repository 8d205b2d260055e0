import { expect, test } from 'vitest';
import { register, sendSignIn, signIn, stepUp, type Member } from '../../support/journeys.ts';
import { bindScanned, codesOf, done, kindsOf, newPerson, payloadOf, prepareEmail, prepareScan, readOptions, receiveBindCode, sendBind, sendChange, sendUnbind, whenTold } from '../../support/login-methods.ts';
import { newEmail } from '../../support/people.ts';
import type { Deed } from '../../support/scans.ts';
import { sharedClient } from '../../support/shared-graph.ts';

const client = sharedClient();

const canSignIn = async (email: string, password: string): Promise<boolean> => payloadOf(await sendSignIn(client, email, password)).session !== null;

const addressesOf = async ({ token }: Member) => {
  const { data, errors } = await client.send('{ viewer { contacts { email } security { email } loginMethods { kind label } } }', {}, { token });
  expect(errors).toEqual([]);
  const { contacts, security, loginMethods } = data.viewer;
  return { contact: contacts.email, security: security.email, login: loginMethods.find(({ kind }: { kind: string }) => kind === 'EMAIL')?.label };
};

const masked = (email: string): string => `${email[0]}***${email.slice(email.indexOf('@'))}`;
const wrong = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

/** A member whose registration method is an e-mail address, with a WeChat besides, stepped up for the operation. */
const withWechat = async (operation?: string): Promise<Member & { wechat: Deed }> => {
  const [member, wechat] = [await register(client), newPerson('WECHAT')];
  await bindScanned(client, member, 'WECHAT', wechat);
  if (operation) await stepUp(client, member, operation);
  return { ...member, wechat };
};

/** A member whose only login method is a WeChat: the e-mail address, the registration method, was unbound. */
const withWechatOnly = async (): Promise<Member & { wechat: Deed }> => {
  const member = await withWechat('UNBIND_LOGIN_METHOD');
  const { report } = done(await sendUnbind(client, member, { kind: 'EMAIL' }));
  done(await sendUnbind(client, member, { kind: 'EMAIL', reportId: report.id }));
  return member;
};

test('TX-ACC-062 the five kinds are listed, each bound or unbound', async () => {
  const options = await readOptions(client, await register(client));
  expect(options.map(({ kind, method }: { kind: string; method: unknown }) => [kind, method !== null])).toEqual([['WECHAT', false], ['QQ', false], ['EMAIL', true], ['WECOM', false], ['WECHAT_OFFICIAL', false]]);
});

test('TX-ACC-063 each kind says its name, how it signs in, which identity is bound and what can be done', async () => {
  const member = await register(client);
  const find = async (kind: string) => (await readOptions(client, member)).find((option: { kind: string }) => option.kind === kind);
  expect(await find('WECHAT')).toEqual({ kind: 'WECHAT', description: 'WeChat: sign in by scanning with WeChat', method: null, allowedActions: ['BIND'] });
  expect(await find('EMAIL')).toMatchObject({
    description: 'E-mail: sign in with the address and a password',
    method: { label: masked(member.email), isRegistrationMethod: true },
    // The only method of an account can be neither replaced nor removed (TX-ACC-077).
    allowedActions: ['CHANGE_PASSWORD'],
  });
  await bindScanned(client, member, 'WECHAT', newPerson('WECHAT'));
  expect(await find('WECHAT')).toMatchObject({ method: { isRegistrationMethod: false, label: expect.stringContaining('*') }, allowedActions: ['CHANGE', 'UNBIND'] });
  expect(await find('EMAIL')).toMatchObject({ allowedActions: ['CHANGE', 'UNBIND', 'CHANGE_PASSWORD'] });

  const { data } = await client.send('{ viewer { loginMethodOptions { description } } }', {}, { token: member.token, headers: { 'accept-language': 'zh-CN' } });
  expect(data.viewer.loginMethodOptions.map(({ description }: { description: string }) => description)).toEqual(expect.arrayContaining(['微信：使用微信扫码登录', '邮箱：使用邮箱和密码登录', '企业微信：使用企业微信扫码登录']));
});

test('TX-ACC-071 a login method is bound only after a proof of who is there', async () => {
  const member = await register(client);
  const input = await prepareScan(client, member, 'WECHAT', newPerson('WECHAT'));
  const { errors } = await sendBind(client, member, input);
  expect(errors[0]!.extensions).toMatchObject({ code: 'STEP_UP_REQUIRED', operation: 'BIND_LOGIN_METHOD', methods: ['SMS', 'EMAIL'] });
  expect(await kindsOf(client, member)).toEqual(['EMAIL']);
  await stepUp(client, member, 'BIND_LOGIN_METHOD');
  expect(done(await sendBind(client, member, input)).account.loginMethods).toHaveLength(2);
});

test('TX-ACC-075 an e-mail address is bound with its code and a password, and signs in with both; with a wrong code nothing is bound', async () => {
  const member = await withWechatOnly();
  expect(await kindsOf(client, member)).toEqual(['WECHAT']);
  await stepUp(client, member, 'BIND_LOGIN_METHOD');
  const input = await prepareEmail(client);
  expect(payloadOf(await sendBind(client, member, { ...input, emailCode: wrong(input.emailCode) }))).toMatchObject({ account: null, userErrors: [{ code: 'CODE_WRONG', path: ['emailCode'] }] });
  expect(await kindsOf(client, member)).toEqual(['WECHAT']);
  expect(await canSignIn(input.email, input.newPassword)).toBe(false);
  for (const [field, code] of [['email', 'FIELD_REQUIRED'], ['emailCode', 'FIELD_REQUIRED'], ['newPassword', 'FIELD_REQUIRED']] as const) {
    expect(payloadOf(await sendBind(client, member, { ...input, [field]: null })).userErrors).toMatchObject([{ code, path: [field] }]);
  }
  expect(done(await sendBind(client, member, input)).account.loginMethods).toMatchObject([{ kind: 'WECHAT' }, { kind: 'EMAIL', label: masked(input.email), isRegistrationMethod: false }]);
  expect(await canSignIn(input.email, input.newPassword)).toBe(true);
});

test('TX-ACC-047 the e-mail address is changed with address, code, password and its repetition; then only the new address and password sign in', async () => {
  const member = await withWechat('CHANGE_LOGIN_METHOD');
  const input = await prepareEmail(client);
  for (const field of ['email', 'emailCode', 'newPassword', 'newPasswordAgain']) {
    expect(payloadOf(await sendChange(client, member, { ...input, [field]: undefined }))).toMatchObject({ account: null, userErrors: [{ code: 'FIELD_REQUIRED', path: [field] }] });
  }
  expect(codesOf(await sendChange(client, member, { kind: 'EMAIL' }))).toEqual(Array.from({ length: 4 }, () => 'FIELD_REQUIRED'));
  expect(payloadOf(await sendChange(client, member, { ...input, newPasswordAgain: 'Other-Password-1' })).userErrors).toMatchObject([{ code: 'PASSWORDS_DIFFER', path: ['newPasswordAgain'] }]);
  expect(payloadOf(await sendChange(client, member, { ...input, emailCode: wrong(input.emailCode) })).userErrors).toMatchObject([{ code: 'CODE_WRONG', path: ['emailCode'] }]);
  expect(await canSignIn(member.email, member.password)).toBe(true);

  expect(done(await sendChange(client, member, input)).account.loginMethods[0]).toMatchObject({ kind: 'EMAIL', label: masked(input.email), isRegistrationMethod: true });
  expect(await canSignIn(input.email, input.newPassword)).toBe(true);
  for (const [email, password] of [[member.email, member.password], [member.email, input.newPassword], [input.email, member.password]] as const) expect(await canSignIn(email, password)).toBe(false);
});

test('the password that comes with an address obeys the rules and the history, ends the other sessions, and every old and new address is told', async () => {
  const member = await withWechat('CHANGE_LOGIN_METHOD');
  const other = await signIn(client, member);
  const input = await prepareEmail(client);
  const withPassword = (newPassword: string) => sendChange(client, member, { ...input, newPassword, newPasswordAgain: newPassword });
  expect(payloadOf(await withPassword('short')).userErrors).toEqual(expect.arrayContaining([expect.objectContaining({ code: 'PASSWORD_TOO_SHORT', path: ['newPassword'], policy: 'account.password.minLength' })]));
  expect(payloadOf(await withPassword(member.password)).userErrors).toMatchObject([{ code: 'PASSWORD_REUSED', path: ['newPassword'], limit: '3' }]);
  done(await sendChange(client, member, input));
  expect((await client.send('{ viewer { id } }', {}, { token: other })).errors[0]!.extensions.code).toBe('UNAUTHENTICATED');
  for (const address of [member.email, input.email]) {
    const { text, links, code } = await whenTold(client, address, /^A login method of your account was changed$/);
    expect({ links, code }).toEqual({ links: [], code: null });
    expect(text).toMatch(/^A login method of your account was changed: E-mail\..*contact support at once\.$/s);
  }
  expect((await whenTold(client, member.phone, /A login method of your account was changed/)).channel).toBe('SMS');
});

test.for([true, false])('TX-ACC-048 with syncContacts %s the security and the contact e-mail follow the login e-mail, or stay', async (syncContacts) => {
  const member = await withWechat('CHANGE_LOGIN_METHOD');
  const before = masked(member.email);
  expect(await addressesOf(member)).toEqual({ contact: before, security: before, login: before });
  const input = await prepareEmail(client, { email: `n${newEmail()}` });
  done(await sendChange(client, member, { ...input, syncContacts }));
  const after = masked(input.email);
  expect(after).not.toBe(before);
  expect(await addressesOf(member)).toEqual({ login: after, contact: syncContacts ? after : before, security: syncContacts ? after : before });
});

test('TX-ACC-068 an e-mail address that another account has, registered or bound, is refused to who has proved control of it', async () => {
  const [owner, other] = [await register(client), await withWechatOnly()];
  await stepUp(client, other, 'BIND_LOGIN_METHOD');
  const taken = await prepareEmail(client, { email: owner.email });
  expect(payloadOf(await sendBind(client, other, { ...taken, emailCode: wrong(taken.emailCode) })).userErrors).toMatchObject([{ code: 'CODE_WRONG' }]);
  expect(payloadOf(await sendBind(client, other, taken)).userErrors).toMatchObject([{ code: 'IDENTITY_TAKEN', path: ['email'] }]);
  expect(await kindsOf(client, other)).toEqual(['WECHAT']);

  const bound = await prepareEmail(client);
  done(await sendBind(client, other, bound));
  const third = await withWechat('CHANGE_LOGIN_METHOD');
  await client.advance('PT1M');
  expect(payloadOf(await sendChange(client, third, await prepareEmail(client, { email: bound.email.toUpperCase() }))).userErrors).toMatchObject([{ code: 'IDENTITY_TAKEN', path: ['email'] }]);
  expect(await canSignIn(bound.email, bound.newPassword)).toBe(true);
  expect(await canSignIn(third.email, third.password)).toBe(true);
});

test('of fifty requests at once that bind one address to one account, and to several, one wins', async () => {
  const members = [await withWechatOnly(), await withWechatOnly(), await withWechatOnly()];
  for (const member of members) await stepUp(client, member, 'BIND_LOGIN_METHOD');
  const input = await prepareEmail(client);
  const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => sendBind(client, members[index % 3]!, input)));
  expect(answers.filter((answer) => payloadOf(answer).account)).toHaveLength(1);
  const kinds = await Promise.all(members.map((member) => kindsOf(client, member)));
  expect(kinds.flat().filter((kind) => kind === 'EMAIL')).toHaveLength(1);
});

test('TX-ACC-077 the only login method can be neither unbound nor replaced until there is another', async () => {
  const member = await register(client);
  await stepUp(client, member, 'CHANGE_LOGIN_METHOD');
  const input = await prepareEmail(client);
  expect(payloadOf(await sendChange(client, member, input)).userErrors).toMatchObject([{ code: 'LAST_LOGIN_METHOD', policy: 'account.loginMethods.mayReplaceLast', limit: 'false' }]);
  expect(codesOf(await sendUnbind(client, member, { kind: 'EMAIL' }))).toContain('LAST_LOGIN_METHOD');
  await bindScanned(client, member, 'WECHAT', newPerson('WECHAT'));
  done(await sendChange(client, member, input));
  await client.advance('PT1M');
  await stepUp(client, member, 'UNBIND_LOGIN_METHOD');
  const { report } = done(await sendUnbind(client, member, { kind: 'EMAIL' }));
  done(await sendUnbind(client, member, { kind: 'EMAIL', reportId: report.id }));
  expect(codesOf(await sendUnbind(client, member, { kind: 'WECHAT' }))).toEqual(['LAST_LOGIN_METHOD']);
  expect(payloadOf(await sendChange(client, member, await prepareScan(client, member, 'WECHAT', newPerson('WECHAT')))).userErrors).toMatchObject([{ code: 'LAST_LOGIN_METHOD' }]);
});

test('TX-ACC-085 an identity that was unbound is like any free one: it can be bound again, here or elsewhere', async () => {
  const [member, other] = [await withWechatOnly(), await withWechatOnly()];
  for (const holder of [member, other]) await stepUp(client, holder, 'BIND_LOGIN_METHOD');
  const again = await prepareEmail(client, { email: member.email });
  expect(done(await sendBind(client, member, again)).account.loginMethods).toMatchObject([{ kind: 'WECHAT' }, { kind: 'EMAIL', isRegistrationMethod: false }]);
  expect(await canSignIn(member.email, again.newPassword)).toBe(true);
  done(await sendUnbind(client, member, { kind: 'EMAIL' }));
  await client.advance('PT1M');
  done(await sendBind(client, other, await prepareEmail(client, { email: member.email })));
  expect(await receiveBindCode(client, newEmail())).toMatch(/^\d{6}$/);
});
