import { beforeAll, expect, test } from 'vitest';
import { createClient, type Client } from '../../support/client.ts';
import { maskedEmail, maskedPhone } from '../../support/contacts.ts';
import { graphOf, type SharedGraph } from '../../support/graph-of.ts';
import { importAccount } from '../../support/import.ts';
import { stepUp } from '../../support/journeys.ts';
import { codesOf, done, kindsOf, prepareEmail, preparePhone, sendBind, sendChange, sendUnbind } from '../../support/login-methods.ts';
import { heard, notify, saidTo } from '../../support/notices.ts';
import { newPassword, newPhone } from '../../support/people.ts';
import { activate, registerByPhone, registerByUsername, sendSignInAs, signInAs, type Registered } from '../../support/registering.ts';
import { changeSecurity, moveSecurityPhone, otherEmail, readAddresses, receiveContactCode, removePhone, sendAskForCode, sendChangeSecurity, stepUpBy } from '../../support/security-contacts.ts';
import { answer, openStepUp, receiveChallengeCode, setProtection } from './steps.ts';

let graph: SharedGraph;
let client: Client;

beforeAll(async () => {
  graph = await graphOf('baidu');
  client = createClient(graph);
});

/** A passport with a phone of its own, opened. */
const openPassport = async (): Promise<Registered> => {
  const holder = await registerByPhone(client);
  await activate(client, holder.token);
  await client.advance('PT1M');
  return holder;
};

/** An account of the platform, whose phone is no login method. */
const openCloud = async (): Promise<Registered> => {
  const holder = await registerByUsername(client);
  await client.advance('PT1M');
  return holder;
};

const bindEmail = async (holder: Registered): Promise<string> => {
  const email = otherEmail();
  await stepUp(client, holder, 'CHANGE_SECURITY_EMAIL');
  expect((await changeSecurity(client, holder, 'Email', email, await receiveContactCode(client, holder, 'Email', email))).userErrors).toEqual([]);
  return email;
};

const securityOf = async (holder: Pick<Registered, 'token'>) => (await readAddresses(client, holder)).security;

/** Everything that a login e-mail of a passport is bound with, or put in place of another. */
const toEmail = (email = otherEmail()) => prepareEmail(client, { email, newPassword: newPassword() });

test('BD-SEC-029 of a passport the security phone and e-mail are those of the login account: they change with it in real time, and there is no copy to edit', async () => {
  const holder = await openPassport();
  expect(await readAddresses(client, holder)).toMatchObject({ securityContactsFollowLogin: true, security: { phone: maskedPhone(holder.phone), email: null } });
  await stepUp(client, holder, 'CHANGE_LOGIN_METHOD');
  const [phone, email] = [newPhone(), otherEmail()];
  const mail = await toEmail(email);
  // Also for who would rather keep them apart.
  done(await sendBind(client, holder, { ...mail, syncContacts: false }));
  expect((await securityOf(holder)).email).toBe(maskedEmail(email));
  // With the e-mail came a password: it is proved anew who is there.
  await client.advance('PT1M');
  await stepUp(client, holder, 'CHANGE_LOGIN_METHOD');
  done(await sendChange(client, holder, { ...(await preparePhone(client, phone)), syncContacts: false }));
  expect(await readAddresses(client, holder)).toMatchObject({ security: { phone: maskedPhone(phone), email: maskedEmail(email) }, contacts: { phone: maskedPhone(phone), email: maskedEmail(email) } });
  const copied = await client.send('mutation($to: String) { changeContact(input: { kind: EMAIL, to: $to, syncSecurityEmail: true }) { userErrors { code } } }', { to: otherEmail() }, { token: holder.token });
  expect(copied.data.changeContact.userErrors).toEqual([{ code: 'SECURITY_CONTACT_FOLLOWS_LOGIN' }]);
  await stepUpBy(client, holder, 'UNBIND_LOGIN_METHOD', 'SMS', phone);
  done(await sendUnbind(client, holder, { kind: 'EMAIL' }));
  expect(await readAddresses(client, holder)).toMatchObject({ security: { phone: maskedPhone(phone), email: null }, contacts: { email: null } });
});

test('BD-SEC-030 a change is routed by the kind of the login account: a passport is sent to its login methods, an account of the platform changes here', async () => {
  const [passport, cloud] = [await openPassport(), await openCloud()];
  await stepUp(client, passport, 'CHANGE_SECURITY_PHONE');
  const elsewhere = [{ code: 'SECURITY_CONTACT_FOLLOWS_LOGIN', message: expect.stringContaining('changeLoginMethod'), policy: 'account.loginMethods.securityContactsFollow', limit: 'PASSPORT' }];
  expect((await sendAskForCode(client, passport, 'Phone', newPhone())).data.sendSecurityPhoneCode.userErrors).toMatchObject(elsewhere);
  expect((await sendAskForCode(client, passport, 'Email', otherEmail())).data.sendSecurityEmailCode.userErrors).toMatchObject(elsewhere);
  expect((await sendChangeSecurity(client, passport, 'Phone', newPhone(), '123456')).data.changeSecurityPhone.userErrors).toMatchObject(elsewhere);
  expect((await sendChangeSecurity(client, passport, 'Email', otherEmail(), '123456')).data.changeSecurityEmail.userErrors).toMatchObject(elsewhere);
  expect((await removePhone(client, passport)).userErrors).toMatchObject(elsewhere);

  expect((await readAddresses(client, cloud)).securityContactsFollowLogin).toBe(false);
  const to = newPhone();
  expect((await moveSecurityPhone(client, cloud, to)).userErrors).toEqual([]);
  expect((await securityOf(cloud)).phone).toBe(maskedPhone(to));
  await stepUp(client, cloud, 'BIND_LOGIN_METHOD');
  expect(codesOf(await sendBind(client, cloud, { kind: 'PHONE', phone: newPhone(), phoneCode: '123456' }))).toEqual(['LOGIN_METHOD_NOT_OFFERED']);
});

test('BD-SEC-031 the phone used at registration is the bound phone, with no further step, and serves as verification at sign-in', async () => {
  for (const holder of [await openPassport(), await openCloud()]) expect((await securityOf(holder)).phone).toBe(maskedPhone(holder.phone));
  const cloud = await openCloud();
  await stepUp(client, cloud, 'SET_LOGIN_PROTECTION');
  expect((await setProtection(client, cloud.token, 'setLoginProtection', ['SMS'])).userErrors).toEqual([]);
  await client.advance('PT1M');
  const { session, challenge } = (await sendSignInAs(client, { accountKind: 'CLOUD', account: cloud.username, password: cloud.password })).data.signIn;
  expect(session).toBeNull();
  expect((await answer(client, challenge.id, 'SMS', await receiveChallengeCode(client, challenge.id, 'SMS', cloud.phone))).session.token).toBeTruthy();
});

test('BD-SEC-032 the platform writes to the bound phone and the bound e-mail, also after they were changed', async () => {
  const cloud = await openCloud();
  const old = cloud.phone;
  const email = await bindEmail(cloud);
  const first = await notify(graph, { accountId: cloud.id });
  for (const address of [old, email]) expect(await heard(client, address, first)).toHaveLength(1);
  expect((await moveSecurityPhone(client, cloud, newPhone())).userErrors).toEqual([]);
  const second = await notify(graph, { accountId: cloud.id });
  for (const address of [cloud.phone, email]) expect(await heard(client, address, second)).toHaveLength(1);
  await client.advance('PT0S');
  expect(await saidTo(client, old, second)).toEqual([]);
});

test('BD-SEC-033 BD-SEC-034 of an account of the platform the phone is changed after a code to the old one and one to the new one; any other proof is refused with a pointer to the appeal', async () => {
  const cloud = await openCloud();
  const [old, to, email] = [cloud.phone, newPhone(), await bindEmail(cloud)];
  const unproved = { errors: [{ extensions: { code: 'STEP_UP_REQUIRED', operation: 'CHANGE_SECURITY_PHONE' } }] };
  await client.advance('PT30M');
  expect(await sendAskForCode(client, cloud, 'Phone', to)).toMatchObject(unproved);
  expect(await sendChangeSecurity(client, cloud, 'Phone', to, '123456')).toMatchObject(unproved);
  // The e-mail proves who is there, but not that the old phone receives.
  await stepUpBy(client, cloud, 'CHANGE_SECURITY_PHONE', 'EMAIL', email);
  const kept = [{ code: 'SECURITY_PHONE_NOT_PROVED', message: expect.stringMatching(/appeal/), policy: 'security.contacts.presentPhoneProves', limit: 'true' }];
  expect((await sendAskForCode(client, cloud, 'Phone', to)).data.sendSecurityPhoneCode.userErrors).toMatchObject(kept);
  expect((await removePhone(client, cloud)).userErrors).toMatchObject(kept);
  // A wrong code of the old phone proves nothing.
  const { id } = await openStepUp(client, cloud.token, 'CHANGE_SECURITY_PHONE', 'SMS');
  expect((await answer(client, id, 'SMS', '000000', cloud)).userErrors).toMatchObject([{ code: 'CODE_WRONG' }]);
  expect((await sendAskForCode(client, cloud, 'Phone', to)).data.sendSecurityPhoneCode.userErrors).toMatchObject(kept);
  expect((await securityOf(cloud)).phone).toBe(maskedPhone(old));

  await client.advance('PT1M');
  await stepUp(client, cloud, 'CHANGE_SECURITY_PHONE');
  expect((await changeSecurity(client, cloud, 'Phone', to, '000000')).userErrors).toMatchObject([{ code: 'CODE_WRONG' }]);
  expect((await changeSecurity(client, cloud, 'Phone', to, await receiveContactCode(client, cloud, 'Phone', to))).userErrors).toEqual([]);
  expect(await readAddresses(client, cloud)).toMatchObject({ security: { phone: maskedPhone(to) }, contacts: { phone: maskedPhone(to) } });
  // Once it has been told, the old one receives nothing more.
  await client.advance('PT0S');
  const before = await client.messages(old);
  const about = await notify(graph, { accountId: cloud.id });
  expect(await heard(client, to, about)).toHaveLength(1);
  await stepUpBy(client, cloud, 'BIND_MFA', 'SMS', to);
  await client.advance('PT0S');
  expect(await client.messages(old)).toEqual(before);
});

test('BD-SEC-033 BD-SEC-034 of a passport too the phone is changed, and unbound, only after a code to the old one', async () => {
  const holder = await openPassport();
  await stepUp(client, holder, 'BIND_LOGIN_METHOD');
  const email = otherEmail();
  done(await sendBind(client, holder, await toEmail(email)));
  await client.advance('PT30M');
  const to = newPhone();
  const input = await preparePhone(client, to);
  expect((await sendChange(client, holder, input)).errors[0]!.extensions.code).toBe('STEP_UP_REQUIRED');
  await stepUpBy(client, holder, 'CHANGE_LOGIN_METHOD', 'EMAIL', email);
  expect(codesOf(await sendChange(client, holder, input))).toEqual(['SECURITY_PHONE_NOT_PROVED']);
  expect(codesOf(await sendUnbind(client, holder, { kind: 'PHONE' }))).toEqual(['SECURITY_PHONE_NOT_PROVED']);
  await stepUp(client, holder, 'CHANGE_LOGIN_METHOD');
  done(await sendChange(client, holder, input));
  expect((await securityOf(holder)).phone).toBe(maskedPhone(to));
});

test('BD-SEC-035 the holder of an account of the platform removes the phone: the account has none, no protection asks for it, and nothing is sent there', async () => {
  const cloud = await openCloud();
  await stepUp(client, cloud, 'SET_LOGIN_PROTECTION');
  await setProtection(client, cloud.token, 'setLoginProtection', ['SMS']);
  await client.advance('PT1M');
  await stepUp(client, cloud, 'CHANGE_SECURITY_PHONE');
  // As long as nothing else proves who is there it stays.
  expect((await removePhone(client, cloud)).userErrors).toMatchObject([{ code: 'SECURITY_PHONE_LAST_METHOD', policy: 'security.stepUp.methods' }]);
  const email = otherEmail();
  expect((await changeSecurity(client, cloud, 'Email', email, await receiveContactCode(client, cloud, 'Email', email))).userErrors).toEqual([]);
  const { security, userErrors } = await removePhone(client, cloud);
  expect(userErrors).toEqual([]);
  expect(security).toMatchObject({ phone: null, loginProtection: { methods: [] } });
  expect(await readAddresses(client, cloud)).toMatchObject({ security: { phone: null, email: maskedEmail(email) }, contacts: { phone: null, email: maskedEmail(email) } });

  await client.advance('PT0S');
  const before = await client.messages(cloud.phone);
  expect(before.some(({ text }) => text.includes('the security phone was removed'))).toBe(true);
  const about = await notify(graph, { accountId: cloud.id });
  expect(await heard(client, email, about)).toHaveLength(1);
  expect((await openStepUp(client, cloud.token, 'CHANGE_SECURITY_PHONE')).methods).toEqual(['EMAIL']);
  await client.advance('PT0S');
  expect(await client.messages(cloud.phone)).toEqual(before);
  // One is bound anew with what is left.
  await stepUpBy(client, cloud, 'CHANGE_SECURITY_PHONE', 'EMAIL', email);
  const to = newPhone();
  expect((await changeSecurity(client, cloud, 'Phone', to, await receiveContactCode(client, cloud, 'Phone', to))).security.phone).toBe(maskedPhone(to));
});

test('BD-SEC-035 the holder of a passport unbinds the phone with which it was not registered, and with it the security phone', async () => {
  const [email, phone, password] = [otherEmail(), newPhone(), newPassword()];
  await importAccount(graph, { email, phone, password });
  const holder = { ...(await signInAs(client, { accountKind: 'PASSPORT', account: email, password })), phone };
  await activate(client, holder.token);
  expect((await securityOf(holder)).phone).toBe(maskedPhone(phone));
  await stepUp(client, holder, 'UNBIND_LOGIN_METHOD');
  expect(await kindsOf(client, holder)).toEqual(['EMAIL', 'PHONE']);
  done(await sendUnbind(client, holder, { kind: 'PHONE' }));
  expect(await readAddresses(client, holder)).toMatchObject({ security: { phone: null }, contacts: { phone: null } });
  expect((await openStepUp(client, holder.token, 'BIND_MFA')).methods).toEqual(['EMAIL']);
});

test('BD-SEC-036 an e-mail is bound with the right code and no other, among the login methods of a passport and here for an account of the platform; the security information has it at once', async () => {
  const passport = await openPassport();
  await stepUp(client, passport, 'BIND_LOGIN_METHOD');
  const input = await toEmail();
  expect(codesOf(await sendBind(client, passport, { ...input, emailCode: String((Number(input.emailCode) + 1) % 1_000_000).padStart(6, '0') }))).toEqual(['CODE_WRONG']);
  expect((await securityOf(passport)).email).toBeNull();
  done(await sendBind(client, passport, input));
  expect((await securityOf(passport)).email).toBe(maskedEmail(input.email));

  const cloud = await openCloud();
  await stepUp(client, cloud, 'CHANGE_SECURITY_EMAIL');
  const email = otherEmail();
  const code = await receiveContactCode(client, cloud, 'Email', email);
  expect((await changeSecurity(client, cloud, 'Email', email, String((Number(code) + 1) % 1_000_000).padStart(6, '0'))).userErrors).toMatchObject([{ code: 'CODE_WRONG' }]);
  expect((await securityOf(cloud)).email).toBeNull();
  expect((await changeSecurity(client, cloud, 'Email', email, code)).security.email).toBe(maskedEmail(email));
});

test('BD-SEC-037 a bound e-mail is among the ways of the identity check, and gets the platform’s notices; unbound it is neither', async () => {
  const cloud = await openCloud();
  expect((await openStepUp(client, cloud.token, 'BIND_MFA')).methods).toEqual(['SMS']);
  const email = await bindEmail(cloud);
  expect((await openStepUp(client, cloud.token, 'BIND_MFA')).methods).toEqual(['SMS', 'EMAIL']);
  expect(await heard(client, email, await notify(graph, { accountId: cloud.id }))).toHaveLength(1);

  const passport = await openPassport();
  await stepUp(client, passport, 'BIND_LOGIN_METHOD');
  const input = await toEmail();
  done(await sendBind(client, passport, input));
  expect((await openStepUp(client, passport.token, 'BIND_MFA')).methods).toEqual(['SMS', 'EMAIL']);
  // With the e-mail came a password: it is proved anew who is there.
  await client.advance('PT1M');
  await stepUp(client, passport, 'UNBIND_LOGIN_METHOD');
  done(await sendUnbind(client, passport, { kind: 'EMAIL' }));
  expect((await openStepUp(client, passport.token, 'BIND_MFA')).methods).toEqual(['SMS']);
  const about = await notify(graph, { accountId: passport.id });
  expect(await heard(client, passport.phone, about)).toHaveLength(1);
  await client.advance('PT0S');
  expect(await saidTo(client, input.email, about)).toEqual([]);
});

test('BD-SEC-038 the bound e-mail is changed after an identity check by code, and with the code of the new address', async () => {
  const cloud = await openCloud();
  const [old, to] = [await bindEmail(cloud), otherEmail()];
  await client.advance('PT30M');
  for (const attempt of [await sendAskForCode(client, cloud, 'Email', to), await sendChangeSecurity(client, cloud, 'Email', to, '123456')]) {
    expect(attempt.errors[0]!.extensions).toMatchObject({ code: 'STEP_UP_REQUIRED', operation: 'CHANGE_SECURITY_EMAIL' });
  }
  await stepUpBy(client, cloud, 'CHANGE_SECURITY_EMAIL', 'EMAIL', old);
  const code = await receiveContactCode(client, cloud, 'Email', to);
  expect((await securityOf(cloud)).email).toBe(maskedEmail(old));
  expect((await changeSecurity(client, cloud, 'Email', to, code)).security.email).toBe(maskedEmail(to));

  const passport = await openPassport();
  await stepUp(client, passport, 'BIND_LOGIN_METHOD');
  done(await sendBind(client, passport, await toEmail()));
  await client.advance('PT30M');
  const next = await toEmail();
  expect((await sendChange(client, passport, next)).errors[0]!.extensions.code).toBe('STEP_UP_REQUIRED');
  await stepUp(client, passport, 'CHANGE_LOGIN_METHOD');
  done(await sendChange(client, passport, next));
  expect((await securityOf(passport)).email).toBe(maskedEmail(next.email));
});
