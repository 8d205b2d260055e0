import { beforeAll, describe, expect, test } from 'vitest';
import { answer } from '../rules/security/steps.ts';
import { createClient, type Client } from '../support/client.ts';
import { byFace, enrolFace } from '../support/faces.ts';
import { graphOf, type SharedGraph } from '../support/graph-of.ts';
import { register, stepUp, type Member } from '../support/journeys.ts';
import { answerByPasskey, bindPasskey, newAuthenticator, stepUpByPasskey } from '../support/passkeys.ts';
import { nextMeant, passBySms, receiveLink, reset } from '../support/passwords.ts';
import { newPassword, newPhone } from '../support/people.ts';
import { addresses, checkOf, readProtections, sendSetting, set } from '../support/protections.ts';
import { activate, registerByPhone, signInAs } from '../support/registering.ts';
import { importAccount } from '../support/import.ts';
import { startScan } from '../support/scans.ts';
import { bindScanned, newPerson } from '../support/login-methods.ts';
import { byThirdParty, bySms, signInWith } from '../support/signing-in.ts';
import { sharedClient, sharedGraph } from '../support/shared-graph.ts';

const client = sharedClient();

const settings = [
  ['setLoginProtection', 'SET_LOGIN_PROTECTION', { methods: ['SMS'] }, /Login protection/],
  ['setOperationProtection', 'SET_OPERATION_PROTECTION', { methods: ['SMS'] }, /Operation protection/],
  ['setRemoteLoginProtection', 'SET_REMOTE_LOGIN_PROTECTION', { isOn: true }, /Remote-login protection/],
  ['setAddressList', 'SET_ADDRESS_LIST', { isOn: false, networks: [] }, /Address list/],
] as const;

describe('65: whoever finds a session open cannot switch the account’s protections off', () => {
  test('a plain session changes none of them, and nobody who is not signed in does', async () => {
    const member = await register(client);
    const before = await readProtections(client, member.token);
    for (const [setting, operation, input] of settings) {
      expect((await sendSetting(client, undefined, setting, input)).errors[0]!.extensions.code, setting).toBe('UNAUTHENTICATED');
      expect((await sendSetting(client, member.token, setting, input)).errors[0]!.extensions, setting).toMatchObject({ code: 'STEP_UP_REQUIRED', operation });
    }
    expect(await readProtections(client, member.token)).toEqual(before);
  });

  test('every change is told to the phone and to the e-mail address', async () => {
    for (const [setting, operation, input, subject] of settings.slice(0, 3)) {
      const member = await register(client);
      await stepUp(client, member, operation);
      const [sms, mails] = [await client.messages(member.phone), await client.messages(member.email)];
      expect((await set(client, member.token, setting, input)).userErrors).toEqual([]);
      expect((await nextMeant(client, member.email, mails, (message) => subject.test(message.subject ?? ''))).code).toBeNull();
      expect((await client.nextMessage(member.phone, sms)).code).toBeNull();
    }
  });

  test('so is a change of the address list, where the policy offers one', async () => {
    const huawei = createClient(await graphOf('huawei'));
    const member = await registerByPhone(huawei);
    await stepUp(huawei, member, 'SET_ADDRESS_LIST');
    const sms = await huawei.messages(member.phone);
    await set(huawei, member.token, 'setAddressList', { isOn: false, networks: [] });
    expect((await huawei.nextMessage(member.phone, sms)).text).toMatch(/networks from which your account can be signed in to/);
  });
});

describe('69: every way in meets the same second factor', () => {
  let baiduGraph: SharedGraph;
  let baidu: Client;
  beforeAll(async () => {
    baiduGraph = await graphOf('baidu');
    baidu = createClient(baiduGraph);
  });

  /** A QR code that another app of the account has confirmed. */
  const byAppScan = async (token: string): Promise<Record<string, unknown>> => {
    const { ticket, url } = await startScan(baidu, { kind: 'APP' });
    const { data } = await baidu.send('mutation($input: ConfirmScanInput!) { confirmScan(input: $input) { userErrors { code } } }', { input: { ticket: new URL(url).hash.slice(1), app: 'baidu-app', confirm: true } }, { token });
    expect(data.confirmScan.userErrors).toEqual([]);
    return { method: 'APP_SCAN', ticket };
  };

  test.for([true, false])('a password, a code, an app’s scan and a face, with login protection %s', async (isOn) => {
    const [phone, password] = [newPhone(), newPassword()];
    const id = await importAccount(baiduGraph, { phone, password });
    await enrolFace(baiduGraph.sandboxUrl, id, phone);
    const { token } = await signInAs(baidu, { accountKind: 'PASSPORT', account: phone, password });
    await activate(baidu, token);
    const member = { token, phone };
    await stepUp(baidu, member, 'SET_LOGIN_PROTECTION');
    await set(baidu, member.token, 'setLoginProtection', { methods: isOn ? ['SMS'] : [] });
    for (const input of [{ account: phone, password }, await bySms(baidu, phone), await byAppScan(member.token), await byFace(baidu, baiduGraph.sandboxUrl, phone, phone)]) {
      expect((await checkOf(baidu, { ...input, accountKind: 'PASSPORT' }))?.reason ?? null).toBe(isOn ? 'PROTECTION' : null);
    }
  });

  test.for([true, false])('a password, a third party and a password reset, with login protection %s', async (isOn) => {
    const [member, deed] = [await register(client), newPerson('QQ')];
    await bindScanned(client, member, 'QQ', deed);
    await client.advance('PT1M');
    await stepUp(client, member, 'SET_LOGIN_PROTECTION');
    await set(client, member.token, 'setLoginProtection', { methods: isOn ? ['SMS'] : [] });
    const expected = isOn ? 'PROTECTION' : null;
    expect((await checkOf(client, { account: member.email, password: member.password }))?.reason ?? null).toBe(expected);
    expect((await checkOf(client, await byThirdParty(client, 'QQ', deed)))?.reason ?? null).toBe(expected);
    // A reset opens no session of its own, and asks who is there whether or not the protection is on.
    const { token } = await receiveLink(client, member.email);
    const fresh = newPassword();
    const { challenge } = await reset(client, { token, newPassword: fresh });
    await client.advance('PT1M');
    await passBySms(client, challenge.id, member.phone);
    expect(await reset(client, { token, newPassword: fresh, challengeId: challenge.id })).toMatchObject({ isReset: true });
    expect((await checkOf(client, { account: member.email, password: fresh }))?.reason ?? null).toBe(expected);
  });

  test.for([true, false])('an account whose factor is a passkey: by a password, a third party and a password reset, with login protection %s', async (isOn) => {
    const [member, deed, authenticator] = [await register(client), newPerson('QQ'), newAuthenticator(sharedGraph)];
    await bindScanned(client, member, 'QQ', deed);
    await client.advance('PT1M');
    await bindPasskey(client, member, authenticator);
    await stepUpByPasskey(client, member, 'SET_LOGIN_PROTECTION', authenticator);
    expect((await set(client, member.token, 'setLoginProtection', { methods: isOn ? ['MFA'] : [] })).userErrors).toEqual([]);
    const expected = isOn ? { reason: 'PROTECTION', methods: ['PASSKEY'] } : null;
    /** What a way in meets; where it is asked for the passkey nothing else answers, and the passkey opens the session. */
    const meet = async (input: Record<string, unknown>): Promise<void> => {
      const check = await checkOf(client, input);
      expect(check && { reason: check.reason, methods: check.methods }).toEqual(expected);
      if (!check) return;
      for (const method of ['SMS', 'EMAIL', 'MFA']) expect((await answer(client, check.id, method, '123456')).userErrors).toMatchObject([{ code: 'CHECK_METHOD_NOT_OFFERED' }]);
      expect((await answerByPasskey(client, check.id, newAuthenticator(sharedGraph))).session).toBeNull();
      expect((await answerByPasskey(client, check.id, authenticator)).session.token).toBeTruthy();
    };
    await meet({ account: member.email, password: member.password });
    await meet(await byThirdParty(client, 'QQ', deed));
    // Who has the mailbox alone sets no password; who has proved the phone too meets the passkey at the sign-in.
    const { token } = await receiveLink(client, member.email);
    const fresh = newPassword();
    const { challenge } = await reset(client, { token, newPassword: fresh });
    expect(challenge.methods).toEqual(['PASSKEY', 'SMS']);
    expect(await reset(client, { token, newPassword: fresh, challengeId: challenge.id })).toMatchObject({ isReset: false });
    expect((await answerByPasskey(client, challenge.id, authenticator)).userErrors).toEqual([]);
    expect(await reset(client, { token, newPassword: fresh, challengeId: challenge.id })).toMatchObject({ isReset: true });
    await meet({ account: member.email, password: fresh });
  });
});

describe('77: a sign-in from somewhere new', () => {
  const signIn = (from: Client, { email, password }: Member, headers: Record<string, string> = {}) => signInWith(from, { account: email, password }, { headers });
  const toldOf = async (member: Member, happens: () => Promise<unknown>): Promise<string> => {
    const seen = await client.messages(member.email);
    await happens();
    return (await nextMeant(client, member.email, seen, ({ subject }) => /somewhere new/.test(subject ?? ''))).text;
  };

  test('is told to the holder by city and by device, also when nothing is asked', async () => {
    const [nanjing, hangzhou] = [sharedClient(addresses.nanjing), sharedClient(addresses.hangzhou)];
    const member = await register(nanjing);
    expect(await toldOf(member, async () => expect((await signIn(hangzhou, member)).session).not.toBeNull())).toMatch(/from a new place \(杭州市\)\./);
    expect(await toldOf(member, () => signIn(nanjing, member, { 'user-agent': 'Another/1.0' }))).toMatch(/to with a new device\./);
    // Neither is new any more, nor is the device after an update.
    const seen = (await client.messages(member.email)).length;
    await signIn(hangzhou, member);
    await signIn(nanjing, member, { 'user-agent': 'Another/2.0' });
    await client.advance('PT1M');
    expect(await client.messages(member.email)).toHaveLength(seen);
  });

  test('with the check on, it meets a challenge, and a made-up address header makes it no sign-in from home', async () => {
    const nanjing = sharedClient(addresses.nanjing);
    const member = await register(nanjing);
    await stepUp(nanjing, member, 'SET_REMOTE_LOGIN_PROTECTION');
    await set(nanjing, member.token, 'setRemoteLoginProtection', { isOn: true });
    // What the proxy in front appends is where it comes from; what stands before it, and other headers, a client may have made up.
    for (const headers of [
      { 'x-forwarded-for': `${addresses.nanjing}, ${addresses.hangzhou}` },
      { 'x-forwarded-for': addresses.hangzhou, 'x-real-ip': addresses.nanjing, 'x-client-ip': addresses.nanjing, forwarded: `for=${addresses.nanjing}` },
    ] as Record<string, string>[]) {
      expect(await signIn(createClient(sharedGraph), member, headers)).toMatchObject({ session: null, challenge: { reason: 'REMOTE_LOGIN' } });
    }
    expect((await signIn(nanjing, member)).session).not.toBeNull();
  });

  test('why it is asked is told to nobody who does not know the password', async () => {
    const [nanjing, hangzhou] = [sharedClient(addresses.nanjing), sharedClient(addresses.hangzhou)];
    const member = await register(nanjing);
    await stepUp(nanjing, member, 'SET_REMOTE_LOGIN_PROTECTION');
    await set(nanjing, member.token, 'setRemoteLoginProtection', { isOn: true });
    expect(await signIn(hangzhou, { ...member, password: newPassword() })).toMatchObject({ session: null, challenge: null, userErrors: [{ code: 'SIGN_IN_FAILED' }] });
  });
});
