import { expect, test } from 'vitest';
import { register, signIn, stepUp } from '../support/journeys.ts';
import { isSignedIn, openStepUp, answer, readSecurity, receiveChallengeCode, tally } from '../rules/security/steps.ts';
import { sharedClient } from '../support/shared-graph.ts';

const client = sharedClient();

const currentSession = async (token: string): Promise<{ id: string; expiresAt: string }> => {
  const { data } = await client.send('{ viewer { security { sessions(first: 50) { nodes { id current expiresAt } } } } }', {}, { token });
  return data.viewer.security.sessions.nodes.find(({ current }: { current: boolean }) => current);
};

test('security check 71: a step-up renews the token of the session, and nothing else of it; the old token is dead at once', async () => {
  const member = await register(client);
  const [old, before] = [member.token, await currentSession(member.token)];
  const { id } = await openStepUp(client, old, 'BIND_MFA');
  const code = await receiveChallengeCode(client, id, 'SMS', member.phone, old);
  const { session, steppedUpUntil } = await answer(client, id, 'SMS', code, member);
  expect(session).toEqual({ id: before.id, token: expect.stringMatching(/^[\w-]{43}$/) });
  expect(session.token).not.toBe(old);
  expect(await isSignedIn(client, old)).toBe(false);
  expect(await currentSession(session.token)).toEqual(before);
  expect((await readSecurity(client, session.token)).steppedUpUntil).toBe(steppedUpUntil);
});

test('security check 71: a wrong answer renews nothing', async () => {
  const member = await register(client);
  const { id } = await openStepUp(client, member.token, 'BIND_MFA');
  expect(await answer(client, id, 'SMS', '000000', { ...member })).toMatchObject({ session: null, steppedUpUntil: null });
  expect(await isSignedIn(client, member.token)).toBe(true);
});

test('security check 71: of fifty answers at once one renews the token, and the new one is the session’s', async () => {
  const member = await register(client);
  const { id } = await openStepUp(client, member.token, 'BIND_MFA');
  const code = await receiveChallengeCode(client, id, 'SMS', member.phone, member.token);
  const { token: old } = member;
  const answers = await Promise.all(Array.from({ length: 50 }, () => client.send('mutation($input: AnswerChallengeInput!) { answerChallenge(input: $input) { session { token } } }', { input: { challengeId: id, method: 'SMS', code } }, { token: old })));
  const renewed = answers.flatMap(({ data }) => data?.answerChallenge?.session ?? []);
  expect(renewed).toHaveLength(1);
  expect([await isSignedIn(client, old), await isSignedIn(client, renewed[0].token)]).toEqual([false, true]);
});

test('security check 71: a token that a client brings along is never adopted, at sign-in nor at step-up', async () => {
  const planted = 'A'.repeat(43);
  const member = await register(client);
  const { data } = await client.send('mutation($input: SignInInput!) { signIn(input: $input) { session { token } } }', { input: { account: member.email, password: member.password } }, { token: planted });
  expect(data.signIn.session.token).not.toBe(planted);
  // Nor is a living session of somebody else carried on.
  const thief = await register(client);
  const other = await client.send('mutation($input: SignInInput!) { signIn(input: $input) { session { token } } }', { input: { account: member.email, password: member.password } }, { token: thief.token });
  expect(other.data.signIn.session.token).not.toBe(thief.token);
  const tokens = [planted, thief.token];
  await stepUp(client, member, 'BIND_MFA');
  expect(tokens).not.toContain(member.token);
  expect([await isSignedIn(client, planted), await isSignedIn(client, thief.token)]).toEqual([false, true]);
  expect((await client.send('{ viewer { id } }', {}, { token: thief.token })).data.viewer.id).toBe(thief.id);
});

test('security check 71: each sign-in has a token of its own', async () => {
  const member = await register(client);
  const tokens = await Promise.all(Array.from({ length: 10 }, () => signIn(client, member)));
  expect(new Set([member.token, ...tokens]).size).toBe(11);
  expect(tally(tokens.map((token) => String(token.length)))).toEqual({ 43: 10 });
});
