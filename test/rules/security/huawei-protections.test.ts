import { beforeAll, expect, test } from 'vitest';
import { createClient, type Client } from '../../support/client.ts';
import { graphOf, type SharedGraph } from '../../support/graph-of.ts';
import { importAccount } from '../../support/import.ts';
import { stepUp } from '../../support/journeys.ts';
import { newEmail, newPassword, newPhone } from '../../support/people.ts';
import { addresses, checkOf, passCheck, readProtections, set } from '../../support/protections.ts';
import { newUsername, registerByPhone, type Registered } from '../../support/registering.ts';
import { bySms, refusalOf, signInWith } from '../../support/signing-in.ts';
import { isSignedIn } from './steps.ts';

let graph: SharedGraph;
let client: Client;

beforeAll(async () => {
  graph = await graphOf('huawei');
  client = createClient(graph);
});

const named = ({ phone: account, password }: Pick<Registered, 'phone' | 'password'>, more: Record<string, unknown> = {}) => ({ accountKind: 'CLOUD', account, password, ...more });

/** An account as it may come from elsewhere. */
const arrive = async (contacts: { phone?: string; email?: string }) => {
  const [username, password] = [newUsername(), newPassword()];
  await importAccount(graph, { kind: 'CLOUD', origin: 'OLDER_SYSTEM', username, password, ...contacts });
  return { accountKind: 'CLOUD', account: username, password };
};

test('HW-SEC-006 a new account is asked for a code at every sign-in, as long as no device is trusted', async () => {
  const member = await registerByPhone(client);
  expect((await readProtections(client, member.token)).loginProtection).toEqual({ methods: ['SMS', 'EMAIL'], isDefault: true, mayTrustDevices: true });
  for (let times = 0; times < 3; times += 1) {
    const check = (await checkOf(client, named(member)))!;
    expect(check).toMatchObject({ reason: 'DEFAULT', methods: ['SMS'], mayTrustDevice: true });
    expect(await isSignedIn(client, check.id)).toBe(false);
    const { session, trustToken } = await passCheck(client, check, member.phone);
    expect(trustToken).toBeNull();
    expect(await isSignedIn(client, session.token)).toBe(true);
  }
  // A code on the phone, by which one signs in, is a code.
  expect(await checkOf(client, { ...(await bySms(client, member.phone)), accountKind: 'CLOUD' })).toBeNull();
});

test('HW-SEC-006 there is no switching it off: an empty choice leaves what is asked of everybody', async () => {
  const member = await registerByPhone(client);
  await stepUp(client, member, 'SET_LOGIN_PROTECTION');
  expect((await set(client, member.token, 'setLoginProtection', { methods: [] })).security.loginProtection).toMatchObject({ methods: ['SMS', 'EMAIL'], isDefault: true });
  expect(await checkOf(client, named(member))).toMatchObject({ reason: 'DEFAULT' });
});

test('HW-SEC-007 once the device is trusted no code is asked on it, without an end; on another it is, and without trust it goes on', async () => {
  const member = await registerByPhone(client);
  const { trustToken } = await passCheck(client, (await checkOf(client, named(member)))!, member.phone, { trustDevice: true });
  expect(await checkOf(client, named(member, { trustToken }))).toBeNull();
  await client.advance('P400D');
  const { session } = await signInWith(client, named(member, { trustToken }));
  expect((await readProtections(client, session.token)).trustedDevices).toMatchObject([{ expiresAt: null }]);
  expect(await checkOf(client, named(member))).toMatchObject({ reason: 'DEFAULT' });
});

test('HW-SEC-003 with sign-in verification on, the right password gives no session until the code is right', async () => {
  const member = await registerByPhone(client);
  await stepUp(client, member, 'SET_LOGIN_PROTECTION');
  expect((await set(client, member.token, 'setLoginProtection', { methods: ['SMS'] })).security.loginProtection).toMatchObject({ methods: ['SMS'], isDefault: false });
  const { session, challenge } = await signInWith(client, named(member));
  expect([session, challenge.reason]).toEqual([null, 'PROTECTION']);
  const wrong = await client.send('mutation($input: AnswerChallengeInput!) { answerChallenge(input: $input) { session { id } userErrors { code } } }', { input: { challengeId: challenge.id, method: 'SMS', code: '000000' } });
  expect(wrong.data.answerChallenge).toMatchObject({ session: null, userErrors: [{ code: 'CODE_WRONG' }] });
  expect(await isSignedIn(client, (await passCheck(client, challenge, member.phone)).session.token)).toBe(true);
});

test('HW-SEC-009 instead of the phone the e-mail address gets the code, and the reverse; each again after a minute', async () => {
  const [phone, email] = [newPhone(), newEmail()];
  const account = await arrive({ phone, email });
  const check = (await checkOf(client, account))!;
  expect(check.methods).toEqual(['SMS', 'EMAIL']);
  const send = async (method: string, to: string) => {
    const seen = await client.messages(to);
    const { data } = await client.send('mutation($input: SendChallengeCodeInput!) { sendChallengeCode(input: $input) { sentTo userErrors { code } } }', { input: { challengeId: check.id, method } });
    expect(data.sendChallengeCode.userErrors).toEqual([]);
    return client.nextCode(to, seen);
  };
  await send('SMS', phone);
  await send('EMAIL', email);
  await client.advance('PT1M');
  await send('SMS', phone);
  expect((await passCheck(client, check, email)).isPassed).toBe(true);
  const another = (await checkOf(client, account))!;
  await client.advance('PT1M');
  await client.send('mutation($input: SendChallengeCodeInput!) { sendChallengeCode(input: $input) { sentTo } }', { input: { challengeId: another.id, method: 'EMAIL' } });
  expect((await passCheck(client, another, phone)).isPassed).toBe(true);
});

test('HW-SEC-010 with neither phone nor e-mail to send a code to, the right password is referred to customer service, and opens nothing', async () => {
  const account = await arrive({});
  for (let times = 0; times < 2; times += 1) {
    expect(await signInWith(client, account)).toMatchObject({ session: null, challenge: null, userErrors: [{ code: 'CONTACT_SUPPORT', message: expect.stringContaining('customer service') }] });
  }
  // Nobody learns of it who does not know the password.
  expect(await refusalOf(client, { ...account, password: newPassword() })).toBe('SIGN_IN_FAILED');
});

test('HW-SEC-004 an account with an address list is signed in to from its networks alone, and nobody locks himself out', async () => {
  const [inside, outside] = [createClient(graph, addresses.nanjing), createClient(graph, addresses.hangzhou)];
  const member = await registerByPhone(inside);
  const elsewhere = (await passCheck(outside, (await checkOf(outside, named(member)))!, member.phone)).session;
  await inside.advance('PT1M');
  await stepUp(inside, member, 'SET_ADDRESS_LIST');
  const setList = async (isOn: boolean, networks: string[]) => set(inside, member.token, 'setAddressList', { isOn, networks });
  expect((await setList(true, ['223.5.0.0/16'])).userErrors).toMatchObject([{ code: 'ADDRESS_LIST_WITHOUT_OWN', path: ['networks'] }]);
  expect((await setList(true, ['114.114.0.0/16', 'somewhere'])).userErrors).toMatchObject([{ code: 'NETWORK_INVALID', path: ['networks', '1'] }]);
  expect((await setList(true, Array.from({ length: 51 }, (_, index) => `114.114.114.${index}`))).userErrors).toMatchObject([{ code: 'ADDRESS_LIST_TOO_LONG', policy: 'security.addressList.most', limit: '50' }]);
  expect(await checkOf(outside, named(member))).not.toBeNull();
  expect((await setList(true, ['114.114.0.0/16', '240e:3b7::/32'])).security.addressList).toEqual({ isOn: true, networks: ['114.114.0.0/16', '240e:3b7::/32'] });

  expect(await isSignedIn(inside, member.token)).toBe(true);
  expect(await isSignedIn(outside, elsewhere.token)).toBe(false);
  expect(await signInWith(outside, named(member))).toMatchObject({ session: null, challenge: null, userErrors: [{ code: 'ADDRESS_NOT_ALLOWED' }] });
  expect(await refusalOf(outside, named({ ...member, password: newPassword() }))).toBe('SIGN_IN_FAILED');
  // Not even with a challenge that was met inside.
  const check = (await checkOf(inside, named(member)))!;
  expect(await passCheck(outside, check, member.phone)).toMatchObject({ session: null, userErrors: [{ code: 'ADDRESS_NOT_ALLOWED' }] });
  const within = createClient(graph, '240e:3b7::1');
  expect(await isSignedIn(within, (await passCheck(within, (await checkOf(within, named(member)))!, member.phone)).session.token)).toBe(true);
  await setList(false, []);
  expect(await checkOf(outside, named(member))).not.toBeNull();
});
