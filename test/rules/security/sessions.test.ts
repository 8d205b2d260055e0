import { expect, test } from 'vitest';
import { register, signIn, stepUp } from '../../support/journeys.ts';
import { isSignedIn, tally } from './steps.ts';
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
