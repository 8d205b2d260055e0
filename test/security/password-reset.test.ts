import { request } from 'node:http';
import { expect, test } from 'vitest';
import { answerChallenge, bindMfa, register, sendSignIn, totp } from '../support/journeys.ts';
import { nextMeant, receiveLink, reset } from '../support/passwords.ts';
import { sharedClient, sharedGraph } from '../support/shared-graph.ts';

const client = sharedClient();
const { url } = sharedGraph;
const fresh = 'Fresh-Password-1';

/** Sends it with a Host of its own, which fetch would not. */
const sendWith = (headers: Record<string, string>, body: unknown): Promise<number> =>
  new Promise((resolve, reject) => {
    const sent = request(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers } }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode!));
    });
    sent.once('error', reject);
    sent.end(JSON.stringify(body));
  });

test.for([
  ['Host', { host: 'evil.example' }],
  ['X-Forwarded-Host', { 'x-forwarded-host': 'evil.example', 'x-forwarded-proto': 'https' }],
  ['Forwarded', { forwarded: 'host=evil.example;proto=https' }],
] as const)('the link in a reset mail leads where the configuration says, whatever %s says (OWASP Forgot Password)', async ([, headers]) => {
  const { email } = await register(client);
  const seen = await client.messages(email);
  const query = 'mutation($input: RequestPasswordResetInput!) { requestPasswordReset(input: $input) { userErrors { code } } }';
  expect(await sendWith(headers, { query, variables: { input: { account: email } } })).toBe(200);
  const { links, text } = await client.nextMessage(email, seen);
  expect(links).toHaveLength(1);
  expect(links[0]).toMatch(new RegExp(`^${new URL(url).origin}/reset-password\\?token=[\\w-]{43}$`));
  expect(text).not.toContain('evil');
});

test('a reset keeps MFA and protections, ends every session and signs nobody in; the holder is told without link or password (ASVS 6.4.3)', async () => {
  const member = await register(client);
  const { secret } = await bindMfa(client, member, ['LOGIN_PROTECTION']);
  const { token } = await receiveLink(client, member.email);
  const { challenge } = await reset(client, { token, newPassword: fresh });
  expect(challenge.methods).toEqual(['MFA', 'SMS']);
  await client.advance('PT1M');
  expect((await answerChallenge(client, challenge.id, 'MFA', totp(secret, await client.now()))).data.answerChallenge).toMatchObject({ session: null, userErrors: [] });
  const seen = await client.messages(member.email);
  expect(await reset(client, { token, newPassword: fresh, challengeId: challenge.id })).toEqual({ isReset: true, challenge: null, accounts: null, userErrors: [] });

  const notice = await nextMeant(client, member.email, seen, ({ subject }) => subject === 'Your password was reset');
  expect(notice.links).toEqual([]);
  expect(notice.text).not.toContain(fresh);
  expect((await client.send('{ viewer { id } }', {}, { token: member.token })).errors[0]!.extensions.code).toBe('UNAUTHENTICATED');

  const { session, challenge: asked } = (await sendSignIn(client, member.email, fresh)).data.signIn;
  expect(session).toBeNull();
  expect(asked.methods).toEqual(['MFA']);
  await client.advance('PT1M');
  expect((await answerChallenge(client, asked.id, 'MFA', totp(secret, await client.now()))).data.answerChallenge.session).not.toBeNull();
});

test('five wrong answers end the identity check of a reset: the link then sets nothing, and asking again gives no further tries', async () => {
  const member = await register(client);
  const { secret } = await bindMfa(client, member);
  const { token } = await receiveLink(client, member.email);
  const { challenge } = await reset(client, { token, newPassword: fresh });
  const wrong = (await Promise.all(Array.from({ length: 50 }, () => answerChallenge(client, challenge.id, 'MFA', '000000')))).map(({ data }) => data.answerChallenge.userErrors[0].code);
  expect(wrong.filter((code) => code === 'CODE_WRONG').length).toBeLessThanOrEqual(5);
  await client.advance('PT1M');
  expect((await answerChallenge(client, challenge.id, 'MFA', totp(secret, await client.now()))).data.answerChallenge.userErrors).toHaveLength(1);
  expect(await reset(client, { token, newPassword: fresh, challengeId: challenge.id })).toMatchObject({ isReset: false, challenge: { id: challenge.id } });
  expect((await sendSignIn(client, member.email, member.password)).data.signIn.session).not.toBeNull();
});
