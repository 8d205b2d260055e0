import { expect, test } from 'vitest';
import { register, signIn, stepUp } from '../../support/journeys.ts';
import { isSignedIn, readLifetime, sendLifetime, setLifetime, tally } from './steps.ts';
import { sharedClient } from '../../support/shared-graph.ts';

const client = sharedClient();

interface ListedSession {
  id: string;
  token: null;
  device: string | null;
  city: string | null;
  current: boolean;
  createdAt: string;
  idleExpiresAt: string;
  expiresAt: string;
}

const listSessions = async (token: string, page = 'first: 50'): Promise<{ nodes: ListedSession[]; pageInfo: { hasNextPage: boolean; endCursor: string | null } }> => {
  const { data, errors } = await client.send(
    `{ viewer { security { sessions(${page}) { nodes { id token city device createdAt lastUsedAt idleExpiresAt expiresAt current } pageInfo { hasNextPage endCursor } } } } }`,
    {},
    { token, headers: { 'user-agent': 'Tally/1.0' } },
  );
  expect(errors, JSON.stringify(errors)).toEqual([]);
  return data.viewer.security.sessions;
};

const endSession = async (token: string, sessionId: string) =>
  (await client.send('mutation($input: EndSessionInput!) { endSession(input: $input) { sessionId userErrors { code path } } }', { input: { sessionId } }, { token })).data.endSession;

test('the holder sees the signed-in devices, the most recently used first, without a token', async () => {
  const member = await register(client);
  await client.advance('PT2M');
  const second = await signIn(client, member);
  const { nodes } = await listSessions(second);
  expect(nodes).toHaveLength(2);
  // The tests' own client names itself so, from an address of this machine.
  expect(nodes).toMatchObject([{ current: true, token: null, device: 'node', city: null }, { current: false, token: null, device: 'node', city: null }]);
  await client.advance('PT2M');
  expect((await listSessions(member.token)).nodes.map(({ current }) => current)).toEqual([true, false]);
});

test('the list comes in pages, each session once', async () => {
  const member = await register(client);
  for (let more = 0; more < 4; more += 1) await signIn(client, member);
  const first = await listSessions(member.token, 'first: 2');
  const second = await listSessions(member.token, `first: 2, after: "${first.pageInfo.endCursor}"`);
  const third = await listSessions(member.token, `first: 2, after: "${second.pageInfo.endCursor}"`);
  expect([first, second, third].map(({ pageInfo }) => pageInfo.hasNextPage)).toEqual([true, true, false]);
  const ids = [first, second, third].flatMap(({ nodes }) => nodes.map(({ id }) => id));
  expect(ids).toHaveLength(5);
  expect(new Set(ids).size).toBe(5);
});

test.for(['first: 0', 'first: 51', 'first: -1', 'first: 5, after: "nonsense"'])('sessions(%s) is refused', async (page) => {
  const { token } = await register(client);
  const { errors } = await client.send(`{ viewer { security { sessions(${page}) { nodes { id } } } } }`, {}, { token });
  expect(errors[0]!.extensions.code).toBe('BAD_USER_INPUT');
});

test('a holder ends one session, which is dead at once; one of somebody else looks absent', async () => {
  const member = await register(client);
  const lost = await signIn(client, member);
  const { id } = (await listSessions(lost)).nodes.find(({ current }) => current)!;
  const stranger = await register(client);
  expect(await endSession(stranger.token, id)).toEqual({ sessionId: null, userErrors: [{ code: 'SESSION_NOT_FOUND', path: ['sessionId'] }] });
  expect(await isSignedIn(client, lost)).toBe(true);
  expect(await endSession(member.token, id)).toEqual({ sessionId: id, userErrors: [] });
  expect(await isSignedIn(client, lost)).toBe(false);
  expect((await endSession(member.token, id)).userErrors).toMatchObject([{ code: 'SESSION_NOT_FOUND' }]);
  expect((await listSessions(member.token)).nodes).toHaveLength(1);
});

test('signing out ends this session and no other, also in the middle of a storm of requests', async () => {
  const member = await register(client);
  const other = await signIn(client, member);
  const storm = Promise.all(Array.from({ length: 50 }, () => client.send('{ viewer { id } }', {}, { token: member.token })));
  const { data } = await client.send('mutation { signOut { signedOut userErrors { code } } }', {}, { token: member.token });
  expect(data.signOut).toEqual({ signedOut: true, userErrors: [] });
  expect(await isSignedIn(client, member.token)).toBe(false);
  await storm;
  expect(await isSignedIn(client, other)).toBe(true);
});

test('TX-SEC-053 signing out everywhere needs an identity check, and then ends every session, also the calling one', async () => {
  const member = await register(client);
  const others = [await signIn(client, member), await signIn(client, member)];
  const signOutEverywhere = () => client.send('mutation { signOutEverywhere { endedSessions userErrors { code } } }', {}, { token: member.token });
  expect((await signOutEverywhere()).errors[0]!.extensions).toMatchObject({ code: 'STEP_UP_REQUIRED', operation: 'SIGN_OUT_ALL_SESSIONS' });
  for (const token of [member.token, ...others]) expect(await isSignedIn(client, token)).toBe(true);
  await stepUp(client, member, 'SIGN_OUT_ALL_SESSIONS');
  expect((await signOutEverywhere()).data.signOutEverywhere).toEqual({ endedSessions: 3, userErrors: [] });
  for (const token of [member.token, ...others]) expect(await isSignedIn(client, token)).toBe(false);
});

test('TX-SEC-049 a session lives after 119 minutes without use, and has ended after 121', async () => {
  const { token } = await register(client);
  await client.advance('PT119M');
  expect(await isSignedIn(client, token)).toBe(true);
  await client.advance('PT119M');
  expect(await isSignedIn(client, token)).toBe(true);
  await client.advance('PT121M');
  expect(await isSignedIn(client, token)).toBe(false);
});

test('TX-SEC-048 a session ends after 48 hours, however much it is used', async () => {
  const { token } = await register(client);
  const [session] = (await listSessions(token)).nodes;
  expect(Date.parse(session!.expiresAt) - Date.parse(session!.createdAt)).toBe(48 * 3_600_000);
  for (let hours = 0; hours < 47; hours += 1) {
    await client.advance('PT1H');
    expect(await isSignedIn(client, token)).toBe(true);
  }
  const [used] = (await listSessions(token)).nodes;
  expect(used!.expiresAt).toBe(session!.expiresAt);
  expect(Date.parse(used!.idleExpiresAt)).toBeLessThanOrEqual(Date.parse(used!.expiresAt));
  await client.advance('PT59M');
  expect(await isSignedIn(client, token)).toBe(true);
  await client.advance('PT1M');
  expect(await isSignedIn(client, token)).toBe(false);
});

test('an account has fifty sessions; the next one ends the oldest, also when many are opened at once', async () => {
  const member = await register(client);
  const tokens = [member.token];
  for (let batch = 0; batch < 6; batch += 1) tokens.push(...(await Promise.all(Array.from({ length: 10 }, () => signIn(client, member)))));
  expect(new Set(tokens).size).toBe(61);
  const alive = await Promise.all(tokens.map((token) => isSignedIn(client, token)));
  expect(tally(alive.map(String))).toEqual({ true: 50, false: 11 });
  expect(alive[0]).toBe(false);
  expect(alive.slice(-10)).not.toContain(false);
});

const registerSteppedUp = async () => {
  const member = await register(client);
  await stepUp(client, member, 'SET_SESSION_LIFETIME');
  return member;
};

test('TX-SEC-050 the idle time can be set from 15 to 720 minutes', async () => {
  const { token } = await registerSteppedUp();
  for (const idle of ['PT14M', 'PT14M59S', 'PT721M', 'PT12H1S', 'P9999W', 'PT0S']) {
    expect((await setLifetime(client, token, { idle })).userErrors, idle).toEqual([{ code: 'SESSION_LIFETIME_OUT_OF_RANGE', path: ['idle'], policy: 'security.session.idleRange', limit: 'PT15M to PT12H' }]);
  }
  expect(await readLifetime(client, token)).toEqual({ idle: 'PT2H', maximum: 'P2D' });
  for (const [idle, read] of [['PT15M', 'PT15M'], ['PT720M', 'PT12H']]) expect((await setLifetime(client, token, { idle })).security.sessionLifetime).toEqual({ idle: read, maximum: 'P2D' });
});

test('TX-SEC-051 the maximum session time can be set from 1 to 48 hours', async () => {
  const { token } = await registerSteppedUp();
  for (const maximum of ['PT0S', 'PT59M59S', 'PT49H', 'PT48H1S']) {
    expect((await setLifetime(client, token, { maximum })).userErrors, maximum).toEqual([{ code: 'SESSION_LIFETIME_OUT_OF_RANGE', path: ['maximum'], policy: 'security.session.maximumRange', limit: 'PT1H to P2D' }]);
  }
  for (const [maximum, read] of [['PT1H', 'PT1H'], ['PT48H', 'P2D']]) expect((await setLifetime(client, token, { maximum })).security.sessionLifetime).toEqual({ idle: 'PT2H', maximum: read });
});

test('TX-SEC-052 new times are for the next sign-in: the running session still ends after 120 minutes, the next after 15', async () => {
  const member = await registerSteppedUp();
  expect((await setLifetime(client, member.token, { idle: 'PT15M', maximum: 'PT1H' })).userErrors).toEqual([]);
  const next = await signIn(client, member);
  await client.advance('PT14M');
  expect(await isSignedIn(client, next)).toBe(true);
  await client.advance('PT15M');
  expect(await isSignedIn(client, next)).toBe(false);
  // However much it is used, one of the new kind ends after an hour.
  const used = await signIn(client, member);
  for (let quarters = 0; quarters < 5; quarters += 1) {
    await client.advance('PT11M');
    expect(await isSignedIn(client, used)).toBe(true);
  }
  await client.advance('PT5M');
  expect(await isSignedIn(client, used)).toBe(false);
  // 89 minutes have passed for the first.
  await client.advance('PT30M');
  expect(await isSignedIn(client, member.token)).toBe(true);
  await client.advance('PT2H');
  expect(await isSignedIn(client, member.token)).toBe(false);
});

test('what a session has renewed at a step-up, its times are not', async () => {
  const member = await registerSteppedUp();
  await setLifetime(client, member.token, { idle: 'PT15M', maximum: 'PT1H' });
  await client.advance('PT1M');
  const before = (await listSessions(member.token)).nodes[0]!;
  await stepUp(client, member, 'SET_SESSION_LIFETIME');
  expect((await listSessions(member.token)).nodes[0]).toMatchObject({ id: before.id, createdAt: before.createdAt, expiresAt: before.expiresAt });
});

test('session times are chosen by who has proved it, as a whole or not at all; the holder is told', async () => {
  const member = await register(client);
  expect((await sendLifetime(client, member.token, { idle: 'PT15M' })).errors[0]!.extensions).toMatchObject({ code: 'STEP_UP_REQUIRED', operation: 'SET_SESSION_LIFETIME' });
  await stepUp(client, member, 'SET_SESSION_LIFETIME');
  expect((await setLifetime(client, member.token, {})).userErrors).toMatchObject([{ code: 'FIELD_REQUIRED' }]);
  expect((await setLifetime(client, member.token, { idle: 'PT1M', maximum: 'PT1M' })).userErrors.map(({ path }: { path: string[] }) => path)).toEqual([['idle'], ['maximum']]);
  expect((await setLifetime(client, member.token, { idle: 'PT30M', maximum: 'PT1M' })).security).toBeNull();
  expect(await readLifetime(client, member.token)).toEqual({ idle: 'PT2H', maximum: 'P2D' });
  expect((await sendLifetime(client, member.token, { idle: 'a day' })).errors[0]!.extensions.code).toBe('BAD_USER_INPUT');
  const seen = [await client.messages(member.email), await client.messages(member.phone)];
  await Promise.all(Array.from({ length: 50 }, (_, index) => setLifetime(client, member.token, index % 2 ? { idle: 'PT30M' } : { maximum: 'PT6H' })));
  expect(await readLifetime(client, member.token)).toEqual({ idle: 'PT30M', maximum: 'PT6H' });
  expect((await client.nextMessage(member.email, seen[0])).subject).toBe('Session lifetime changed');
  expect((await client.nextMessage(member.phone, seen[1])).text).toContain('stays signed in');
});

test('pages are shown what may be chosen', async () => {
  const { data } = await client.send('{ policy { security { sessionIdle sessionMaximum sessionIdleRange { least most } sessionMaximumRange { least most } } } }');
  expect(data.policy.security).toEqual({ sessionIdle: 'PT2H', sessionMaximum: 'P2D', sessionIdleRange: { least: 'PT15M', most: 'PT12H' }, sessionMaximumRange: { least: 'PT1H', most: 'P2D' } });
});

test('the holder ends all other sessions after an identity check; the current one goes on, and has to prove anew who is there', async () => {
  const member = await register(client);
  const others = await Promise.all(Array.from({ length: 3 }, () => signIn(client, member)));
  const stranger = await register(client);
  const endOthers = () => client.send('mutation { endOtherSessions { endedSessions userErrors { code } } }', {}, { token: member.token });
  expect((await endOthers()).errors[0]!.extensions).toMatchObject({ code: 'STEP_UP_REQUIRED', operation: 'SIGN_OUT_ALL_SESSIONS' });
  await stepUp(client, member, 'SIGN_OUT_ALL_SESSIONS');
  expect((await endOthers()).data.endOtherSessions).toEqual({ endedSessions: 3, userErrors: [] });
  expect(await Promise.all([...others, member.token, stranger.token].map((token) => isSignedIn(client, token)))).toEqual([false, false, false, true, true]);
  expect((await endOthers()).errors[0]!.extensions.code).toBe('STEP_UP_REQUIRED');
});
