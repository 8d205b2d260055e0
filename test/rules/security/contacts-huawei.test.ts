import { beforeAll, expect, test } from 'vitest';
import { createClient, type Answer, type Client } from '../../support/client.ts';
import { maskedEmail, maskedPhone } from '../../support/contacts.ts';
import { graphOf, type SharedGraph } from '../../support/graph-of.ts';
import { importAccount } from '../../support/import.ts';
import { startChallenge, stepUp } from '../../support/journeys.ts';
import { codesOf, done, kindsOf, prepareEmail, preparePhone, sendBind, sendChange, sendUnbind } from '../../support/login-methods.ts';
import { requestReset } from '../../support/passwords.ts';
import { newPassword, newPhone } from '../../support/people.ts';
import { addresses, checkOf, passCheck, readProtections, sendSetting } from '../../support/protections.ts';
import { newUsername, registerByPhone, type Registered } from '../../support/registering.ts';
import { otherEmail, readAddresses, sendAskForCode } from '../../support/security-contacts.ts';
import { signInWith } from '../../support/signing-in.ts';
import { answer, isSignedIn, openStepUp, readLifetime, receiveChallengeCode, sendChallengeCode, sendLifetime, sendProtection } from './steps.ts';

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

test('HW-SEC-005 the signed-in holder changes verified e-mail, verified phone, password and the verification at sign-in, and sets an account security policy; each is in force, and nobody else does it', async () => {
  const [holder, stranger] = [await withBoth(), await withBoth()];
  const read = async ({ token }: Pick<Registered, 'token'>) => ({ addresses: await readAddresses(client, { token }), protections: await readProtections(client, token), lifetime: await readLifetime(client, token) });
  // What was proved on the way here is over.
  await client.advance('PT20M');
  await stepUp(client, stranger, 'SET_LOGIN_PROTECTION');
  const [before, theirs] = [await read(holder), await read(stranger)];
  const { newPassword: _password, newPasswordAgain: _again, ...mail } = await prepareEmail(client, { email: otherEmail() });
  const sms = await preparePhone(client, newPhone());
  const next = newPassword();
  const networks = ['114.114.0.0/16'];
  const changes: [string, (token: string) => Promise<Answer>][] = [
    ['CHANGE_LOGIN_METHOD', (token) => sendChange(client, { token }, mail)],
    ['CHANGE_PASSWORD', (token) => client.send('mutation($input: ChangePasswordInput!) { changePassword(input: $input) { userErrors { code } } }', { input: { currentPassword: holder.password, newPassword: next } }, { token })],
    ['SET_LOGIN_PROTECTION', (token) => sendProtection(client, token, 'setLoginProtection', ['SMS'])],
    ['SET_SESSION_LIFETIME', (token) => sendLifetime(client, token, { idle: 'PT30M' })],
    ['SET_ADDRESS_LIST', (token) => sendSetting(createClient(graph, addresses.nanjing), token, 'setAddressList', { isOn: true, networks })],
    ['CHANGE_LOGIN_METHOD', (token) => sendChange(client, { token }, sms)],
  ];
  // Neither who is not signed in, nor the holder without a proof.
  for (const [operation, change] of changes) {
    expect((await change('')).errors[0]!.extensions.code, operation).toBe('UNAUTHENTICATED');
    expect((await change(holder.token)).errors[0]!.extensions, operation).toMatchObject({ code: 'STEP_UP_REQUIRED', operation });
  }
  // Who has proved to be somebody else cannot use the holder's password, and whatever else is set is that account's own.
  expect(codesOf(await changes[1]![1](stranger.token))).toEqual(['PASSWORD_WRONG']);
  expect([await read(holder), await canSignIn(holder.email, holder.password)]).toEqual([before, true]);

  for (const [operation, change] of changes.filter(([operation]) => operation !== 'SET_ADDRESS_LIST')) {
    await client.advance('PT1M');
    await stepUp(client, holder, operation);
    done(await change(holder.token));
  }
  expect(await readAddresses(client, holder)).toMatchObject({ securityContactsFollowLogin: true, security: { phone: maskedPhone(sms.phone), email: maskedEmail(mail.email), loginProtection: { methods: ['SMS'] } } });
  expect([await canSignIn(mail.email, holder.password), await canSignIn(mail.email, next)]).toEqual([false, true]);
  expect(await canSignIn(holder.email, next)).toBe(false);

  const account = { accountKind: 'CLOUD', account: sms.phone, password: next };
  const inside = createClient(graph, addresses.nanjing);
  const check = (await checkOf(inside, account))!;
  expect(check).toMatchObject({ reason: 'PROTECTION', methods: ['SMS'] });
  const there = { ...holder, phone: sms.phone, token: (await passCheck(inside, check, sms.phone)).session.token as string };
  // The account security policy: how long sessions live, and from where they are opened.
  await inside.advance('PT1M');
  await stepUp(inside, there, 'SET_ADDRESS_LIST');
  done(await changes.find(([operation]) => operation === 'SET_ADDRESS_LIST')![1](there.token));
  expect((await readProtections(inside, there.token)).addressList).toEqual({ isOn: true, networks });
  expect(await signInWith(client, account)).toMatchObject({ session: null, challenge: null, userErrors: [{ code: 'ADDRESS_NOT_ALLOWED' }] });
  expect([await isSignedIn(client, holder.token), await isSignedIn(inside, there.token)]).toEqual([false, true]);
  await inside.advance('PT30M');
  expect(await isSignedIn(inside, there.token)).toBe(false);
  // Another account has seen nothing of it.
  stranger.token = (await passCheck(client, (await checkOf(client, { accountKind: 'CLOUD', account: stranger.email, password: stranger.password }))!, stranger.email)).session.token;
  expect(await read(stranger)).toEqual({ ...theirs, addresses: { ...theirs.addresses, security: { ...theirs.addresses.security, steppedUpUntil: null } }, protections: { ...theirs.protections, steppedUpUntil: null } });
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
    const check = (await checkOf(client, { accountKind: 'CLOUD', account: holder.phone, password: holder.password }))!;
    holder.token = (await passCheck(client, check, holder[first[1]])).session.token;
    await client.advance('PT1M');
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
  const [username, password] = [newUsername(), newPassword()];
  await importAccount(graph, { kind: 'CLOUD', username, password });
  const account = { accountKind: 'CLOUD', account: username, password };
  const refused = { session: null, challenge: null, userErrors: [{ code: 'CONTACT_SUPPORT', message: expect.stringContaining('customer service') }] };
  expect(await signInWith(client, account)).toMatchObject(refused);
  // No other way leads in: there is nowhere to send a code for another password to, and without a session nothing is bound or changed.
  const input = await preparePhone(client, newPhone());
  const seen = await client.messages(input.phone);
  expect(await requestReset(client, { account: username, accountKind: 'CLOUD', phone: input.phone })).toMatchObject({ userErrors: [] });
  await client.advance('PT0S');
  expect(await client.messages(input.phone)).toEqual(seen);
  for (const answer of [await sendBind(client, { token: '' }, input), await sendChange(client, { token: '' }, input), await startChallenge(client, '', 'BIND_LOGIN_METHOD')]) expect(answer.errors[0]!.extensions.code).toBe('UNAUTHENTICATED');
  expect(await signInWith(client, { ...account, account: input.phone })).toMatchObject({ session: null, challenge: null, userErrors: [{ code: 'SIGN_IN_FAILED' }] });
  expect(await signInWith(client, account)).toMatchObject(refused);
  // Nor does anybody get there from a session: what can receive codes is replaced, and not removed.
  const holder = await withBoth();
  await client.advance('PT1M');
  await stepUp(client, holder, 'UNBIND_LOGIN_METHOD');
  for (const kind of ['PHONE', 'EMAIL']) expect(codesOf(await sendUnbind(client, holder, { kind }))).toEqual(['LOGIN_METHOD_NOT_UNBINDABLE']);
  expect(await kindsOf(client, holder)).toEqual(['PHONE', 'EMAIL']);
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
