import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { exportJWK, generateKeyPair, SignJWT } from 'jose';
import { expect, test } from 'vitest';
import { newToken } from '../../subgraphs/shared/ids.ts';
import { hashSecret } from '../../subgraphs/shared/vault.ts';
import { createClient } from '../support/client.ts';
import { dumpStores } from '../support/dump-stores.ts';
import { graphOf } from '../support/graph-of.ts';
import { documentOf, mutations, placesOf, plainVariables, putAt, queries } from '../support/hostile.ts';
import { register, sendSignIn, signIn, stepUp } from '../support/journeys.ts';
import { changePassword } from '../support/passwords.ts';
import { rootAccess } from '../support/root-fields.ts';
import { answer, isSignedIn, openStepUp, readSecurity, receiveChallengeCode, setProtection, tally } from '../rules/security/steps.ts';
import { sharedClient, sharedGraph } from '../support/shared-graph.ts';

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

const signedInFields = rootAccess.filter(({ access }) => access === 'signedIn').map(({ name, operation }) => ({ operation, field: [...queries, ...mutations].find((each) => each.name === name)! }));

test.for([
  ['as they come', (fields: typeof signedInFields) => fields],
  ['the other way round', (fields: typeof signedInFields) => fields.toReversed()],
] as const)('security check 66: a challenge is not a session: with its id alone every field that needs to be signed in is UNAUTHENTICATED, in the order %s', async ([, order]) => {
  const member = await register(client);
  await stepUp(client, member, 'SET_LOGIN_PROTECTION');
  await setProtection(client, member.token, 'setLoginProtection', ['SMS']);
  const { challenge } = (await sendSignIn(client, member.email, member.password)).data.signIn;
  const askFor = await openStepUp(client, member.token, 'BIND_MFA');
  expect(signedInFields.length).toBeGreaterThan(25);
  for (const id of [challenge.id, askFor.id]) {
    // As a token; as the secret of one, whose length it has not; and as the one thing that the caller names.
    for (const options of [{ token: id }, { token: id.replace('challenge_', '').padEnd(43, 'A') }, {}]) {
      for (const { operation, field } of order(signedInFields)) {
        const variables = plainVariables(field);
        const place = placesOf(field).find(({ path }) => path.at(-1) === 'challengeId');
        const { errors } = await client.send(documentOf(operation, field), place ? putAt(variables, place, id, field) : variables, options);
        expect(errors[0]?.extensions.code, field.name).toBe('UNAUTHENTICATED');
      }
      expect((await client.send('{ viewer { id } }', {}, options)).data?.viewer ?? null).toBeNull();
    }
  }
  expect(await isSignedIn(client, member.token)).toBe(true);
});

test('security check 67: a challenge opens what it was asked for: a sign-in’s gives no step-up, a step-up’s no session of its own, and neither is answered from elsewhere or twice', async () => {
  const member = await register(client);
  const [other, stranger] = [{ ...member, token: await signIn(client, member) }, await register(client)];
  const { id } = await openStepUp(client, member.token, 'BIND_MFA');
  const code = await receiveChallengeCode(client, id, 'SMS', member.phone, member.token);
  for (const holder of [other, stranger, undefined]) expect(await answer(client, id, 'SMS', code, holder)).toMatchObject({ session: null, steppedUpUntil: null, userErrors: [{ code: 'CHALLENGE_NOT_FOUND' }] });
  const { session } = await answer(client, id, 'SMS', code, member);
  // It is the session that was there before, and there is no other.
  const { data } = await client.send('{ viewer { security { sessions(first: 50) { nodes { id } } } } }', {}, { token: member.token });
  expect(data.viewer.security.sessions.nodes).toHaveLength(2);
  expect(data.viewer.security.sessions.nodes.map((each: { id: string }) => each.id)).toContain(session.id);
  expect((await answer(client, id, 'SMS', code, member)).userErrors).toMatchObject([{ code: 'CHALLENGE_NOT_FOUND' }]);

  await setProtection(client, member.token, 'setLoginProtection', ['SMS']);
  const asked = (await sendSignIn(client, member.email, member.password)).data.signIn.challenge;
  await client.advance('PT1M');
  const opened = await answer(client, asked.id, 'SMS', await receiveChallengeCode(client, asked.id, 'SMS', member.phone));
  expect(opened).toMatchObject({ steppedUpUntil: null, userErrors: [] });
  expect((await readSecurity(client, opened.session.token)).steppedUpUntil).toBeNull();

  const late = await openStepUp(client, member.token, 'BIND_MFA');
  await client.advance('PT1M');
  const tooLate = await receiveChallengeCode(client, late.id, 'SMS', member.phone, member.token);
  await client.advance('PT9M');
  expect((await answer(client, late.id, 'SMS', tooLate, member)).userErrors).toMatchObject([{ code: 'CHALLENGE_NOT_FOUND' }]);
});

const mayGoOn = async (token: string): Promise<string | undefined> => (await client.send('mutation { setLoginProtection(input: { methods: [] }) { userErrors { code } } }', {}, { token })).errors[0]?.extensions.code;

test('security check 68: a proof ends with the session, with a change of the password, and for a new device there is none', async () => {
  const member = await register(client);
  await stepUp(client, member, 'CHANGE_PASSWORD');
  expect(await mayGoOn(member.token)).toBeUndefined();
  const elsewhere = await signIn(client, member);
  expect(await mayGoOn(elsewhere)).toBe('STEP_UP_REQUIRED');
  const password = `${member.password}-2`;
  expect((await changePassword(client, member.token, member.password, password)).userErrors).toEqual([]);
  expect(await mayGoOn(member.token)).toBe('STEP_UP_REQUIRED');
  expect(await isSignedIn(client, elsewhere)).toBe(false);

  await client.advance('PT1M');
  await stepUp(client, member, 'SET_LOGIN_PROTECTION');
  expect(await mayGoOn(member.token)).toBeUndefined();
  await client.send('mutation { signOut { signedOut } }', {}, { token: member.token });
  expect(await mayGoOn(member.token)).toBe('UNAUTHENTICATED');
  expect(await mayGoOn(await signIn(client, { ...member, password }))).toBe('STEP_UP_REQUIRED');
});

test('security check 70: ten thousand tokens are 256 bits each, with no bit in common', () => {
  const tokens = Array.from({ length: 10_000 }, newToken);
  expect(new Set(tokens).size).toBe(10_000);
  const ones = Array.from({ length: 256 }, () => 0);
  for (const token of tokens) {
    const bytes = Buffer.from(token, 'base64url');
    expect(bytes).toHaveLength(32);
    for (let bit = 0; bit < 256; bit += 1) ones[bit]! += (bytes[bit >> 3]! >> (bit & 7)) & 1;
  }
  // Each bit is one in half of them; seven standard deviations away from it is nothing that chance does.
  for (const count of ones) expect(Math.abs(count - 5000)).toBeLessThan(350);
});

test('security check 70: of a token, also of a renewed one, the store holds the hash alone', async () => {
  const member = await register(client);
  const tokens = [member.token];
  await stepUp(client, member, 'BIND_MFA');
  tokens.push(member.token);
  const text = JSON.stringify(await dumpStores(sharedGraph));
  for (const token of tokens) expect(text).not.toContain(token);
  expect(text).toContain(hashSecret(member.token));
  expect(text).not.toContain(hashSecret(tokens[0]!));
});

test('security check 73: where the documents say nothing, a session ends after an hour without use and after a day in any case', async () => {
  const { data } = await createClient(await graphOf('huawei')).send('{ policy { security { sessionIdle sessionMaximum sessionIdleRange { most } sessionMaximumRange { most } } } }');
  expect(data.policy.security).toEqual({ sessionIdle: 'PT1H', sessionMaximum: 'P1D', sessionIdleRange: { most: 'PT1H' }, sessionMaximumRange: { most: 'P1D' } });
});

test('security check 75: the list says device, last use and which is the current one; one, or all others, can be ended', async () => {
  const member = await register(client);
  await client.advance('PT5M');
  const phone = await client.send('mutation($input: SignInInput!) { signIn(input: $input) { session { id token } } }', { input: { account: member.email, password: member.password } }, { headers: { 'user-agent': 'Pocket/2.0' } });
  const { id, token } = phone.data.signIn.session;
  const list = async () => (await client.send('{ viewer { security { sessions { nodes { id device city lastUsedAt current } } } } }', {}, { token: member.token })).data.viewer.security.sessions.nodes;
  const sessions = await list();
  expect(sessions).toMatchObject([{ current: true, device: 'node' }, { id, current: false, device: 'Pocket/2.0' }]);
  for (const { lastUsedAt } of sessions) expect((await client.now()) - Date.parse(lastUsedAt)).toBeLessThan(65_000);
  await client.send('mutation($input: EndSessionInput!) { endSession(input: $input) { sessionId } }', { input: { sessionId: id } }, { token: member.token });
  expect([await isSignedIn(client, token), (await list()).length]).toEqual([false, 1]);
});

test.for(['account', 'security', 'verification', 'deregistration'] as const)('security check 76: %s takes no internal token that is unsigned, of another kind, audience or key, too old or too long-lived', async (subgraph) => {
  const key = Buffer.from((JSON.parse(readFileSync(join(sharedGraph.dataDirectory, 'keys.json'), 'utf8')) as { INTERNAL_KEY: string }).INTERNAL_KEY, 'base64');
  const caller = { from: 'gateway', viewer: null, hasEndedSession: false, language: 'en', device: null, address: null, requestId: 'r' };
  const now = Math.floor(Date.now() / 1000);
  const sign = (change: { header?: object; payload?: object; with?: Uint8Array | Awaited<ReturnType<typeof generateKeyPair>>['privateKey'] } = {}) =>
    new SignJWT({ caller, aud: 'hufu-subgraph', iat: now, exp: now + 30, ...change.payload }).setProtectedHeader({ alg: 'HS256', typ: 'caller', ...change.header }).sign(change.with ?? key);
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url');
  const payload = part({ caller, aud: 'hufu-subgraph', iat: now, exp: now + 30 });
  const { publicKey, privateKey } = await generateKeyPair('RS256', { extractable: true });
  const foreign = Buffer.alloc(32, 7);
  const refused = {
    unsigned: `${part({ alg: 'none', typ: 'caller' })}.${payload}.`,
    'signed by RSA': await sign({ header: { alg: 'RS256' }, with: privateKey }),
    'signed by a public key as if it were the secret': await sign({ with: Buffer.from(JSON.stringify(await exportJWK(publicKey))) }),
    'of another key': await sign({ with: foreign }),
    'with a key of its own': await sign({ header: { kid: 'mine', jwk: { kty: 'oct', k: foreign.toString('base64url') } }, with: foreign }),
    'with a key from elsewhere': await sign({ header: { jku: 'http://127.0.0.1/keys' }, with: foreign }),
    'for somebody else': await sign({ payload: { aud: 'hufu-clock' } }),
    'of another kind': await sign({ header: { typ: 'JWT' } }),
    expired: await sign({ payload: { iat: now - 60, exp: now - 30 } }),
    'old, but valid for long': await sign({ payload: { iat: now - 60, exp: now + 3600 } }),
    'from the future': await sign({ payload: { iat: now + 600, exp: now + 630 } }),
  };
  const ask = async (token: string) => (await fetch(`${sharedGraph.subgraphUrls[subgraph]}/graphql`, { method: 'POST', headers: { 'content-type': 'application/json', authorization: `Bearer ${token}` }, body: '{"query":"{ __typename }"}' })).status;
  expect(await ask(await sign())).toBe(200);
  for (const [what, token] of Object.entries(refused)) expect(await ask(token), what).toBe(401);
});
