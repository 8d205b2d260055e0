import { beforeAll, describe, expect, test } from 'vitest';
import { isSignedIn, tally } from '../rules/security/steps.ts';
import { readActivity } from '../support/activity.ts';
import { createClient, type Client } from '../support/client.ts';
import { graphOf, type SharedGraph } from '../support/graph-of.ts';
import { register, signIn, stepUp, type Member } from '../support/journeys.ts';
import { addresses, checkOf, passCheck, readProtections, set } from '../support/protections.ts';
import { registerByPhone } from '../support/registering.ts';
import { sharedClient, sharedGraph } from '../support/shared-graph.ts';

/** Security check 77 (ASVS 8.2.4): what a sign-in from there would meet, a running session meets too. */

const [nanjing, hangzhou, guangzhou, abroad, inside] = [addresses.nanjing, addresses.hangzhou, addresses.guangzhou, addresses.abroad, addresses.private].map((address) => sharedClient(address)) as [Client, Client, Client, Client, Client];

const fifty = <T>(one: (index: number) => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: 50 }, (_, index) => one(index)));

const protect = async (from: Client, member: Member, isOn = true): Promise<void> => {
  await stepUp(from, member, 'SET_REMOTE_LOGIN_PROTECTION');
  expect((await set(from, member.token, 'setRemoteLoginProtection', { isOn })).userErrors).toEqual([]);
};

/** At home in Nanjing, with the check on. */
const registerProtected = async (): Promise<Member> => {
  const member = await register(nanjing);
  await protect(nanjing, member);
  return member;
};

/** What the holder was told of sessions that ended, by mail. */
const toldOf = async (from: Client, to: string): Promise<string[]> => {
  await from.advance('PT0S');
  return (await from.messages(to)).filter(({ text }) => /A session of your account was used/.test(text)).map(({ text }) => text);
};

const endings = async (from: Client, token: string) => (await readActivity(from, token, { filter: { kinds: ['SESSION_ENDED'] } })).nodes;

describe('77: a running session in an unusual city, with the check on', () => {
  test('ends, for whoever has it and wherever; the holder is told of the city and finds it in the history, and a sign-in there asks for a proof', async () => {
    const member = await registerProtected();
    const stolen = await signIn(nanjing, member);
    expect(await isSignedIn(nanjing, stolen)).toBe(true);
    const { status, data, errors } = await hangzhou.send('{ viewer { id security { phone } } }', {}, { token: stolen });
    expect([status, data, errors.map(({ extensions }) => extensions.code)]).toEqual([200, { viewer: null }, ['UNAUTHENTICATED']]);
    expect(await isSignedIn(nanjing, stolen)).toBe(false);
    // The holder's other session goes on where it is.
    expect(await isSignedIn(nanjing, member.token)).toBe(true);
    expect(await toldOf(nanjing, member.email)).toEqual([expect.stringMatching(/used from an unusual place \(杭州市\), and was ended/)]);
    expect(await toldOf(nanjing, member.phone)).toHaveLength(1);
    expect(await endings(nanjing, member.token)).toMatchObject([{ outcome: 'SUCCEEDED', times: 1, method: 'REMOTE_LOGIN', city: '杭州市', address: '223.5.5.*', device: null }]);
    expect(await checkOf(hangzhou, { account: member.email, password: member.password })).toMatchObject({ reason: 'REMOTE_LOGIN' });
  });

  test('of fifty requests at once from there none is answered as signed in, and the holder is told once', async () => {
    const member = await registerProtected();
    const stolen = await signIn(nanjing, member);
    const answers = await fifty(() => hangzhou.send('mutation { updateProfile(input: { nickname: "Stranger" }) { userErrors { code } } }', {}, { token: stolen }));
    expect(tally(answers.map(({ errors }) => errors[0]?.extensions.code ?? 'DONE'))).toEqual({ UNAUTHENTICATED: 50 });
    expect(await toldOf(nanjing, member.email)).toHaveLength(1);
    expect(await endings(nanjing, member.token)).toHaveLength(1);
    expect((await nanjing.send('{ viewer { nickname } }', {}, { token: member.token })).data.viewer.nickname).not.toBe('Stranger');
  });

  test('a made-up header is no way home: the address is what the proxy in front has seen', async () => {
    for (const headers of [
      { 'x-forwarded-for': `${addresses.nanjing}, ${addresses.hangzhou}` },
      { 'x-forwarded-for': addresses.hangzhou, 'x-real-ip': addresses.nanjing, 'x-client-ip': addresses.nanjing, forwarded: `for=${addresses.nanjing}` },
    ] as Record<string, string>[]) {
      const member = await registerProtected();
      const { errors } = await createClient(sharedGraph).send('{ viewer { id } }', {}, { token: member.token, headers });
      expect(errors[0]!.extensions.code).toBe('UNAUTHENTICATED');
      expect(await isSignedIn(nanjing, member.token)).toBe(false);
    }
  });

  test('goes on at home, in a private network, and in the city where it was opened with a proof; in a third one, and abroad, it ends', async () => {
    for (const elsewhere of [guangzhou, abroad]) {
      const member = await registerProtected();
      const check = (await checkOf(hangzhou, { account: member.email, password: member.password }))!;
      const { token } = (await passCheck(hangzhou, check, member.email)).session;
      for (const from of [hangzhou, nanjing, inside, hangzhou, nanjing]) expect(await isSignedIn(from, token)).toBe(true);
      expect(await isSignedIn(elsewhere, token)).toBe(false);
    }
  });

  test('that takes more than an address: in another network of the same city it goes on', async () => {
    const member = await registerProtected();
    for (const address of ['114.114.115.115', '114.114.114.115', addresses.nanjing]) expect(await isSignedIn(sharedClient(address), member.token), address).toBe(true);
  });
});

describe('77: the check and sessions that are running when it is switched', () => {
  test('off, a session may be used anywhere', async () => {
    const member = await register(nanjing);
    for (const from of [nanjing, hangzhou, abroad]) expect(await isSignedIn(from, member.token)).toBe(true);
    await protect(nanjing, member);
    await protect(nanjing, member, false);
    for (const from of [hangzhou, abroad]) expect(await isSignedIn(from, member.token)).toBe(true);
    expect(await toldOf(nanjing, member.email)).toEqual([]);
  });

  test('switched on, it holds for them at once: who opened one in an unusual city was asked for nothing; who switched it on there has given a proof there', async () => {
    const member = await register(nanjing);
    const [stranger, own] = [await signIn(hangzhou, member), { ...member, token: await signIn(guangzhou, member) }];
    for (const [from, token] of [[hangzhou, stranger], [guangzhou, own.token]] as const) expect(await isSignedIn(from, token)).toBe(true);
    await protect(guangzhou, own);
    expect(await isSignedIn(hangzhou, stranger)).toBe(false);
    expect(await isSignedIn(guangzhou, own.token)).toBe(true);
    expect(await isSignedIn(nanjing, member.token)).toBe(true);
    expect(await endings(guangzhou, own.token)).toMatchObject([{ method: 'REMOTE_LOGIN', city: '杭州市' }]);
    // Set once more it changes nothing: this session has its proof.
    await protect(guangzhou, own);
    expect(await isSignedIn(guangzhou, own.token)).toBe(true);
  });
});

describe('77: a running session outside the address list', () => {
  let graph: SharedGraph;
  let [own, neighbour, outside]: Client[] = [];
  beforeAll(async () => {
    graph = await graphOf('huawei');
    [own, neighbour, outside] = [addresses.nanjing, '114.114.115.115', addresses.hangzhou].map((address) => createClient(graph, address));
  });

  /** Signed in twice, with a list that has the network of both. */
  const registerListed = async () => {
    const member = await registerByPhone(own!);
    await stepUp(own!, member, 'SET_ADDRESS_LIST');
    expect((await set(own!, member.token, 'setAddressList', { isOn: true, networks: ['114.114.0.0/16'] })).userErrors).toEqual([]);
    const check = await checkOf(own!, { accountKind: 'CLOUD', account: member.phone, password: member.password });
    const { token } = (await passCheck(own!, check!, member.phone)).session;
    await own!.send('mutation { openActivity { userErrors { code } } }', {}, { token: member.token });
    return { member, token: token as string };
  };

  test('HW-SEC-004 within it a session goes on, from outside it is refused and ends, of fifty requests at once for each; the holder is told once, of no address', async () => {
    const { member, token } = await registerListed();
    for (const from of [own!, neighbour!]) expect(await isSignedIn(from, token)).toBe(true);
    const answers = await fifty(() => outside!.send('{ viewer { id } }', {}, { token }));
    expect(tally(answers.map(({ errors }) => errors[0]?.extensions.code ?? 'DONE'))).toEqual({ UNAUTHENTICATED: 50 });
    expect([await isSignedIn(own!, token), await isSignedIn(own!, member.token)]).toEqual([false, true]);
    const told = await toldOf(own!, member.phone);
    expect(told).toEqual([expect.stringMatching(/from a network that is not in its address list, and was ended/)]);
    expect(await endings(own!, member.token)).toMatchObject([{ method: 'ADDRESS_NOT_ALLOWED', city: '杭州市' }]);
  });

  test('HW-SEC-004 the session that sets the list is held to it too; switched off, none is', async () => {
    const { member, token } = await registerListed();
    const off = await set(own!, member.token, 'setAddressList', { isOn: false, networks: ['114.114.0.0/16'] });
    expect(off.userErrors).toEqual([]);
    expect(await isSignedIn(outside!, token)).toBe(true);
    expect((await set(own!, member.token, 'setAddressList', { isOn: true, networks: ['114.114.114.0/24'] })).userErrors).toEqual([]);
    expect(await isSignedIn(own!, member.token)).toBe(true);
    expect(await isSignedIn(neighbour!, member.token)).toBe(false);
    expect(await isSignedIn(own!, member.token)).toBe(false);
  });
});

test('the city of a session is that of the address that finished its sign-in', async () => {
  const member = await registerProtected();
  expect((await readProtections(nanjing, member.token)).remoteLoginProtection.usualCities).toMatchObject([{ city: '南京市' }]);
  const check = (await checkOf(hangzhou, { account: member.email, password: member.password }))!;
  expect((await passCheck(guangzhou, check, member.email)).session.city).toBe('广州市');
});
