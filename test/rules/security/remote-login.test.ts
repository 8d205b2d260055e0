import { expect, test } from 'vitest';
import { register, stepUp, type Member } from '../../support/journeys.ts';
import { addresses, checkOf, passCheck, readProtections, set, type Check } from '../../support/protections.ts';
import { sharedClient } from '../../support/shared-graph.ts';

const [nanjing, hangzhou, abroad, inside] = [sharedClient(addresses.nanjing), sharedClient(addresses.hangzhou), sharedClient(addresses.abroad), sharedClient(addresses.private)];

const signIn = (from: typeof nanjing, { email, password }: Member, more: Record<string, unknown> = {}): Promise<Check | null> => checkOf(from, { account: email, password, ...more });

const usualCities = async ({ token }: Pick<Member, 'token'>): Promise<string[]> => (await readProtections(nanjing, token)).remoteLoginProtection.usualCities.map(({ city }: { city: string }) => city);

/** Registered in Nanjing, with the check on or off. */
const registerInNanjing = async (isOn: boolean): Promise<Member> => {
  const member = await register(nanjing);
  if (!isOn) return member;
  await stepUp(nanjing, member, 'SET_REMOTE_LOGIN_PROTECTION');
  const { security, userErrors } = await set(nanjing, member.token, 'setRemoteLoginProtection', { isOn: true });
  expect(userErrors).toEqual([]);
  expect(security.remoteLoginProtection).toMatchObject({ isOn: true, usualCities: [{ city: '南京市' }] });
  return member;
};

test('TX-SEC-046 with the check on, a sign-in from another city than the usual one asks for a proof; from the usual one it does not', async () => {
  const member = await registerInNanjing(true);
  expect(await signIn(nanjing, member)).toBeNull();
  const check = (await signIn(hangzhou, member))!;
  expect(check).toMatchObject({ reason: 'REMOTE_LOGIN', methods: ['SMS', 'EMAIL'], mayTrustDevice: false });
  const { session, userErrors } = await passCheck(hangzhou, check, member.email);
  expect(userErrors).toEqual([]);
  expect(session.city).toBe('杭州市');
  // One sign-in does not make it usual.
  expect(await signIn(hangzhou, member)).toMatchObject({ reason: 'REMOTE_LOGIN' });
});

test('TX-SEC-046 another country is an unusual place too, and a private network is none', async () => {
  const member = await registerInNanjing(true);
  expect(await signIn(abroad, member)).toMatchObject({ reason: 'REMOTE_LOGIN' });
  expect(await signIn(inside, member)).toBeNull();
});

test('TX-SEC-047 the check is a switch: off, no proof is asked in another city', async () => {
  const member = await registerInNanjing(true);
  expect(await signIn(hangzhou, member)).toMatchObject({ reason: 'REMOTE_LOGIN' });
  expect((await set(nanjing, member.token, 'setRemoteLoginProtection', { isOn: false })).security.remoteLoginProtection.isOn).toBe(false);
  expect(await signIn(hangzhou, member)).toBeNull();
  expect((await set(nanjing, member.token, 'setRemoteLoginProtection', { isOn: true })).security.remoteLoginProtection.isOn).toBe(true);
  expect(await signIn(hangzhou, member)).toMatchObject({ reason: 'REMOTE_LOGIN' });
});

test('a city becomes usual by three sign-ins over a week, and not by three in a row', async () => {
  const member = await registerInNanjing(false);
  for (let times = 0; times < 3; times += 1) expect(await signIn(hangzhou, member)).toBeNull();
  const { session } = (await nanjing.send('mutation($input: SignInInput!) { signIn(input: $input) { session { token } } }', { input: { account: member.email, password: member.password } })).data.signIn;
  expect(await usualCities(session)).toEqual(['南京市']);
  await nanjing.advance('P7D');
  const { data } = await hangzhou.send('mutation($input: SignInInput!) { signIn(input: $input) { session { token } } }', { input: { account: member.email, password: member.password } });
  expect(await usualCities(data.signIn.session)).toEqual(['杭州市', '南京市']);
});

test('login protection asks first, and a device that is trusted for it is asked in another city all the same', async () => {
  const member = await registerInNanjing(true);
  await set(nanjing, member.token, 'setLoginProtection', { methods: ['SMS'], mayTrustDevices: true });
  const { trustToken } = await passCheck(nanjing, (await signIn(nanjing, member))!, member.phone, { trustDevice: true });
  expect(await signIn(nanjing, member, { trustToken })).toBeNull();
  expect(await signIn(hangzhou, member)).toMatchObject({ reason: 'PROTECTION' });
  expect(await signIn(hangzhou, member, { trustToken })).toMatchObject({ reason: 'REMOTE_LOGIN' });
});
