import { beforeAll, expect, test } from 'vitest';
import { createClient, type Client } from '../../support/client.ts';
import { maskedEmail, maskedPhone } from '../../support/contacts.ts';
import { graphOf, type SharedGraph } from '../../support/graph-of.ts';
import { importAccount } from '../../support/import.ts';
import { startChallenge, stepUp } from '../../support/journeys.ts';
import { codesOf, done, kindsOf, prepareEmail, preparePhone, sendBind, sendChange } from '../../support/login-methods.ts';
import { newPassword, newPhone } from '../../support/people.ts';
import { registerByPhone, signInAs, type Registered } from '../../support/registering.ts';
import { otherEmail, readAddresses, sendAskForCode } from '../../support/security-contacts.ts';
import { answer, isSignedIn, openStepUp, readSecurity, receiveChallengeCode, sendChallengeCode, setProtection } from './steps.ts';

let graph: SharedGraph;
let client: Client;

beforeAll(async () => {
  graph = await graphOf('huawei');
  client = createClient(graph);
});

/** An account whose phone and e-mail are both verified. */
const withBoth = async (): Promise<Registered & { email: string }> => {
  const holder = await registerByPhone(client);
  await client.advance('PT1M');
  await stepUp(client, holder, 'BIND_LOGIN_METHOD');
  const { newPassword: _password, newPasswordAgain: _again, ...input } = await prepareEmail(client);
  done(await sendBind(client, holder, input));
  return { ...holder, email: input.email };
};

const canSignIn = async (account: string, password: string): Promise<boolean> => {
  const { data } = await client.send('mutation($input: SignInInput!) { signIn(input: $input) { session { token } challenge { id } } }', { input: { account, password, accountKind: 'CLOUD' } });
  return data.signIn.session !== null || data.signIn.challenge !== null;
};

test('HW-SEC-005 in part the signed-in holder changes verified e-mail, verified phone, password and the verification at sign-in, and it is effective; nobody else can', async () => {
  const [holder, stranger] = [await withBoth(), await withBoth()];
  const before = await readAddresses(client, stranger);
  await client.advance('PT1M');
  await stepUp(client, holder, 'CHANGE_LOGIN_METHOD');
  const { newPassword: _password, newPasswordAgain: _again, ...mail } = await prepareEmail(client, { email: otherEmail() });
  const sms = await preparePhone(client, newPhone());
  const next = newPassword();
  const password = { document: 'mutation($input: ChangePasswordInput!) { changePassword(input: $input) { userErrors { code } } }', variables: { input: { currentPassword: holder.password, newPassword: next } } };
  const protection = 'mutation { setLoginProtection(input: { methods: [SMS] }) { userErrors { code } } }';
  // Not signed in, none of it goes on.
  for (const { errors } of [await sendChange(client, { token: '' }, mail), await sendChange(client, { token: '' }, sms), await client.send(password.document, password.variables), await client.send(protection)]) {
    expect(errors[0]!.extensions.code).toBe('UNAUTHENTICATED');
  }

  done(await sendChange(client, holder, mail));
  expect((await readAddresses(client, holder)).security.email).toBe(maskedEmail(mail.email));
  expect((await client.send(password.document, password.variables, { token: holder.token })).data.changePassword.userErrors).toEqual([]);
  expect([await canSignIn(mail.email, holder.password), await canSignIn(mail.email, next)]).toEqual([false, true]);
  expect((await setProtection(client, holder.token, 'setLoginProtection', ['SMS'])).security.loginProtection.methods).toEqual(['SMS']);
  done(await sendChange(client, holder, sms));
  expect(await readAddresses(client, holder)).toMatchObject({ securityContactsFollowLogin: true, security: { phone: maskedPhone(sms.phone), email: maskedEmail(mail.email) } });

  const { challenge } = (await client.send('mutation($input: SignInInput!) { signIn(input: $input) { session { token } challenge { id methods } } }', { input: { account: sms.phone, password: next, accountKind: 'CLOUD' } })).data.signIn;
  expect((await answer(client, challenge.id, 'SMS', await receiveChallengeCode(client, challenge.id, 'SMS', sms.phone))).session.token).toBeTruthy();
  // Another account has seen nothing of it.
  expect(await readAddresses(client, stranger)).toEqual(before);
  expect((await readSecurity(client, stranger.token)).loginProtection.methods).toEqual([]);
  expect(await canSignIn(stranger.email, stranger.password)).toBe(true);
});

test('HW-SEC-008 there is no other way to them: the security phone and e-mail are the verified ones, and change with them only', async () => {
  const holder = await withBoth();
  await stepUp(client, holder, 'CHANGE_SECURITY_PHONE');
  for (const [kind, to, field] of [['Phone', newPhone(), 'sendSecurityPhoneCode'], ['Email', otherEmail(), 'sendSecurityEmailCode']] as const) {
    expect((await sendAskForCode(client, holder, kind, to)).data[field].userErrors).toMatchObject([{ code: 'SECURITY_CONTACT_FOLLOWS_LOGIN', limit: 'CLOUD, PASSPORT' }]);
    expect(await client.messages(to)).toEqual([]);
  }
});

test('HW-SEC-009 who gets no code by SMS switches to e-mail, and the reverse, and may ask for it again; then phone and e-mail are changed', async () => {
  const holder = await withBoth();
  for (const [first, then] of [[['SMS', 'phone'], ['EMAIL', 'email']], [['EMAIL', 'email'], ['SMS', 'phone']]] as const) {
    await client.advance('PT1H');
    holder.token = (await signInAs(client, { accountKind: 'CLOUD', account: holder.phone, password: holder.password })).token;
    const { id } = await openStepUp(client, holder.token, 'CHANGE_LOGIN_METHOD', first[0]);
    expect((await sendChallengeCode(client, id, first[0], holder.token)).userErrors).toMatchObject([{ code: 'CODE_SENT_RECENTLY' }]);
    await client.advance('PT1M');
    // Once more by the same way, and then by the other one.
    expect(await receiveChallengeCode(client, id, first[0], holder[first[1]], holder.token)).toMatch(/^\d{6}$/);
    const code = await receiveChallengeCode(client, id, then[0], holder[then[1]], holder.token);
    const passed = await answer(client, id, then[0], code, holder);
    expect(passed.userErrors).toEqual([]);
    const to = newPhone();
    done(await sendChange(client, holder, await preparePhone(client, to)));
    holder.phone = to;
    expect((await readAddresses(client, holder)).security.phone).toBe(maskedPhone(to));
  }
});

test('HW-SEC-010 where neither phone nor e-mail can receive a code, the holder is sent to customer service, and nothing goes past it', async () => {
  const username = `tiger-${Math.floor(Math.random() * 1e9)}`;
  const password = newPassword();
  await importAccount(graph, { kind: 'CLOUD', username, password });
  const { token } = await signInAs(client, { accountKind: 'CLOUD', account: username, password });
  for (const operation of ['BIND_LOGIN_METHOD', 'CHANGE_LOGIN_METHOD', 'CHANGE_PASSWORD', 'SET_LOGIN_PROTECTION']) {
    const { challenge, userErrors } = (await startChallenge(client, token, operation)).data.startChallenge;
    expect(challenge).toBeNull();
    expect(userErrors).toMatchObject([{ code: 'CHECK_METHOD_NOT_BOUND', message: expect.stringContaining('customer service') }]);
  }
  const input = await preparePhone(client, newPhone());
  expect((await sendBind(client, { token }, input)).errors[0]!.extensions.code).toBe('STEP_UP_REQUIRED');
  expect(await kindsOf(client, { token })).toEqual(['USERNAME']);
  expect(await isSignedIn(client, token)).toBe(true);
  expect(codesOf(await sendBind(client, await withBoth(), input))).toEqual(['LOGIN_METHOD_ALREADY_BOUND']);
});

test('HW-SEC-011 codes by mail come from the one sender that is configured, and the policy names it', async () => {
  const holder = await withBoth();
  const { data } = await client.send('{ policy { security { mailSender } } }');
  const named = /<(.+)>/.exec(data.policy.security.mailSender)![1];
  await client.advance('PT1M');
  const { id } = await openStepUp(client, holder.token, 'BIND_MFA');
  await receiveChallengeCode(client, id, 'EMAIL', holder.email, holder.token);
  const mails = (await client.messages(holder.email)).filter(({ channel }) => channel === 'EMAIL');
  expect(mails.filter(({ code }) => code !== null).length).toBeGreaterThanOrEqual(2);
  expect(new Set(mails.map(({ from }) => from))).toEqual(new Set([named]));
});
