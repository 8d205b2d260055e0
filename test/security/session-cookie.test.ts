import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import { newAddress } from '../support/client.ts';
import { agreementsOf, prepareRegistration, register, type Member } from '../support/journeys.ts';
import { bindScanned, newPerson } from '../support/login-methods.ts';
import { scanAs } from '../support/scans.ts';
import { isSignedIn, setProtection } from '../rules/security/steps.ts';
import { sharedClient, sharedGraph } from '../support/shared-graph.ts';

/** Security check 72 (ASVS 3.3.1 to 3.3.4), and the part of check 10 that is about the cookie. */

const client = sharedClient();
const origin = new URL(sharedGraph.url).origin;
const address = newAddress();

interface Answer {
  status: number;
  text: string;
  // eslint-disable-next-line typescript/no-explicit-any
  data: any;
  code: string | undefined;
  /** All that the browser is told to keep. */
  setCookie: string[];
  headers: Headers;
}

/** Sends as a page in a browser would: from an origin, with the cookie that it has. */
const send = async (document: string, variables: Record<string, unknown> = {}, headers: Record<string, string> = {}): Promise<Answer> => {
  const response = await fetch(sharedGraph.url, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-forwarded-for': address, origin, ...headers },
    body: JSON.stringify({ query: document, variables }),
  });
  const text = await response.text();
  const { data = null, errors = [] } = JSON.parse(text) as { data?: Answer['data']; errors?: { extensions: { code: string } }[] };
  return { status: response.status, text, data, code: errors[0]?.extensions.code, setCookie: response.headers.getSetCookie(), headers: response.headers };
};

const wanted = { 'x-session-transport': 'cookie' };
const form = /^__Host-hufu_session=([\w-]{43}); Path=\/; Secure; HttpOnly; SameSite=Strict$/;
const removal = '__Host-hufu_session=; Path=/; Secure; HttpOnly; SameSite=Strict; Max-Age=0';

/** The token of an answer that put it into the cookie, and nowhere else. */
const tokenOf = ({ setCookie, text, headers }: Answer): string => {
  expect(setCookie).toEqual([expect.stringMatching(form)]);
  const token = form.exec(setCookie[0]!)![1]!;
  expect(text).not.toContain(token);
  expect([...headers].filter(([name, value]) => name !== 'set-cookie' && value.includes(token))).toEqual([]);
  return token;
};

const holding = (token: string): Record<string, string> => ({ cookie: `__Host-hufu_session=${token}` });
const whoIs = async (headers: Record<string, string>): Promise<string | null> => (await send('{ viewer { id } }', {}, headers)).data?.viewer?.id ?? null;
const signInDocument = 'mutation($input: SignInInput!) { signIn(input: $input) { session { id token current } challenge { id } choice { ticket accounts { id } } userErrors { code } } }';
const passwordOf = ({ email, password }: Member) => ({ input: { account: email, password } });

/** Signs in as a page with a cookie does. */
const enter = async (member: Member): Promise<string> => tokenOf(await send(signInDocument, passwordOf(member), wanted));

test('security check 72: a browser that asks for it gets the token of a sign-in in a __Host- cookie, Secure, HttpOnly and SameSite, and null in the JSON', async () => {
  const member = await register(client);
  const answer = await send(signInDocument, passwordOf(member), wanted);
  const token = tokenOf(answer);
  expect(answer.data.signIn).toMatchObject({ session: { id: expect.stringMatching(/^session_/), token: null }, userErrors: [] });
  expect(await whoIs(holding(token))).toBe(member.id);
  expect(await whoIs({ cookie: `a=b; __Host-hufu_session=${token}; c=d` })).toBe(member.id);
  // Also for a page that does not read what it is given.
  tokenOf(await send('mutation($input: SignInInput!) { signIn(input: $input) { userErrors { code } } }', passwordOf(member), wanted));
});

test('security check 72: so does a registration, also one that is repeated', async () => {
  const input = { ...(await prepareRegistration(client)), agreements: await agreementsOf(client), idempotencyKey: randomUUID() };
  const document = 'mutation($input: RegisterAccountInput!) { registerAccount(input: $input) { account { id } session { token } userErrors { code } } }';
  const first = await send(document, { input }, wanted);
  expect(first.data.registerAccount).toMatchObject({ session: { token: null }, userErrors: [] });
  expect(await whoIs(holding(tokenOf(first)))).toBe(first.data.registerAccount.account.id);
  const again = await send(document, { input }, wanted);
  expect(await whoIs(holding(tokenOf(again)))).toBe(first.data.registerAccount.account.id);
});

test('security check 72: so does the choice of an account, and the answer to the challenge of a sign-in', async () => {
  const wechat = newPerson('WECHAT');
  const members = [await register(client), await register(client)];
  for (const member of members) await bindScanned(client, member, 'WECHAT', wechat);
  const { choice } = (await send(signInDocument, { input: { method: 'THIRD_PARTY', ...(await scanAs(client, 'WECHAT', wechat)) } }, wanted)).data.signIn;
  const chosen = await send('mutation($input: ChooseAccountInput!) { chooseAccount(input: $input) { session { token } userErrors { code } } }', { input: { ticket: choice.ticket, accountId: members[0]!.id } }, wanted);
  expect(chosen.data.chooseAccount.session).toEqual({ token: null });
  expect(await whoIs(holding(tokenOf(chosen)))).toBe(members[0]!.id);

  const [member] = members as [Member];
  await setProtection(client, member.token, 'setLoginProtection', ['SMS']);
  const asked = await send(signInDocument, passwordOf(member), wanted);
  expect([asked.setCookie, asked.data.signIn.session]).toEqual([[], null]);
  await client.advance('PT1M');
  const seen = await client.messages(member.phone);
  const { id } = asked.data.signIn.challenge;
  await client.send('mutation($input: SendChallengeCodeInput!) { sendChallengeCode(input: $input) { sentTo } }', { input: { challengeId: id, method: 'SMS' } });
  const answered = await send('mutation($input: AnswerChallengeInput!) { answerChallenge(input: $input) { session { token } } }', { input: { challengeId: id, method: 'SMS', code: await client.nextCode(member.phone, seen) } }, wanted);
  expect(answered.data.answerChallenge.session).toEqual({ token: null });
  expect(await whoIs(holding(tokenOf(answered)))).toBe(member.id);
});

test('security checks 71 and 72: a step-up renews the token in the cookie, whether or not the page asks; the old one is dead', async () => {
  const member = await register(client);
  const old = await enter(member);
  await client.advance('PT1M');
  const seen = await client.messages(member.phone);
  const { challenge } = (await send('mutation { startChallenge(input: { operation: BIND_MFA, method: SMS }) { challenge { id } } }', {}, holding(old))).data.startChallenge;
  const answered = await send(
    'mutation($input: AnswerChallengeInput!) { answerChallenge(input: $input) { session { token current } steppedUpUntil } }',
    { input: { challengeId: challenge.id, method: 'SMS', code: await client.nextCode(member.phone, seen) } },
    holding(old),
  );
  expect(answered.data.answerChallenge).toEqual({ session: { token: null, current: true }, steppedUpUntil: expect.any(String) });
  const renewed = tokenOf(answered);
  expect([await whoIs(holding(old)), await whoIs(holding(renewed))]).toEqual([null, member.id]);
  expect((await send('{ viewer { id } }', {}, holding(old))).code).toBe('UNAUTHENTICATED');
  expect((await send('mutation { startMfaBinding(input: {}) { bindingId } }', {}, holding(renewed))).code).toBeUndefined();
});

test('security check 72: signing out takes the cookie away, and so does ending the current session; ending another does not', async () => {
  const member = await register(client);
  const [first, second] = [await enter(member), await enter(member)];
  const out = await send('mutation { signOut { signedOut } }', {}, holding(first));
  expect([out.data.signOut, out.setCookie]).toEqual([{ signedOut: true }, [removal]]);
  expect(await isSignedIn(client, first)).toBe(false);
  const list = async (token: string): Promise<{ id: string; current: boolean }[]> => (await send('{ viewer { security { sessions { nodes { id current } } } } }', {}, holding(token))).data.viewer.security.sessions.nodes;
  const end = (sessionId: string) => send('mutation($input: EndSessionInput!) { endSession(input: $input) { sessionId } }', { input: { sessionId } }, holding(second));
  const sessions = await list(second);
  expect((await end(sessions.find(({ current }) => !current)!.id)).setCookie).toEqual([]);
  expect((await end(sessions.find(({ current }) => current)!.id)).setCookie).toEqual([removal]);
});

test('an app that does not ask for a cookie gets the token in the JSON, and no cookie', async () => {
  const member = await register(client);
  for (const headers of [{}, { 'x-session-transport': 'bearer' }]) {
    const { data, setCookie } = await send(signInDocument, passwordOf(member), headers);
    expect(setCookie).toEqual([]);
    expect(data.signIn.session.token).toMatch(/^[\w-]{43}$/);
    const out = await send('mutation { signOut { signedOut } }', {}, { authorization: `Bearer ${data.signIn.session.token}` });
    expect([out.data.signOut.signedOut, out.setCookie]).toEqual([true, []]);
  }
});

test('the header goes before the cookie: what a client sends itself, before what its browser adds', async () => {
  const [one, other] = [await register(client), await register(client)];
  const cookie = holding(await enter(one));
  expect(await whoIs({ ...cookie, authorization: `Bearer ${other.token}` })).toBe(other.id);
  expect((await send('{ viewer { id } }', {}, { ...cookie, authorization: `Bearer ${'x'.repeat(43)}` })).code).toBe('UNAUTHENTICATED');
  expect(await whoIs({ ...cookie, authorization: '' })).toBe(one.id);
});

test('security check 71: a planted cookie is never adopted', async () => {
  const member = await register(client);
  const planted = 'A'.repeat(43);
  const token = tokenOf(await send(signInDocument, passwordOf(member), { ...wanted, ...holding(planted) }));
  expect(token).not.toBe(planted);
  expect((await send('{ viewer { id } }', {}, holding(planted))).code).toBe('UNAUTHENTICATED');
});

const foreign = ['https://evil.example', 'null', `${origin}.evil.example`, origin.replace('http:', 'https:'), `${origin}0`, 'http://127.0.0.1'];

test('security check 10: with the cookie, or asking for one, a request of a foreign origin is refused before anything is done', async () => {
  const member = await register(client);
  const cookie = holding(await enter(member));
  for (const from of foreign) {
    for (const document of ['mutation { signOut { signedOut } }', '{ viewer { id } }']) {
      const { status, data, code } = await send(document, {}, { ...cookie, ...wanted, origin: from });
      expect([status, data, code], from).toEqual([403, null, 'FORBIDDEN']);
    }
    const { status, setCookie } = await send(signInDocument, passwordOf(member), { ...wanted, origin: from });
    expect([status, setCookie], from).toEqual([403, []]);
  }
  expect(await whoIs(cookie)).toBe(member.id);
});

test('security check 10: where no origin is named, the cookie takes a header that no foreign page can set', async () => {
  const member = await register(client);
  const { cookie } = holding(await enter(member)) as { cookie: string };
  const sendBare = (headers: Record<string, string>) =>
    fetch(sharedGraph.url, { method: 'POST', headers: { 'content-type': 'application/json', cookie, ...headers }, body: JSON.stringify({ query: 'mutation { setContactRemark(input: { remark: "mine" }) { userErrors { code } } }' }) });
  expect((await sendBare({})).status).toBe(403);
  expect((await sendBare(wanted)).status).toBe(200);
  // A form can be sent from anywhere: none is taken, whatever it carries.
  for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'multipart/form-data; boundary=x']) expect((await sendBare({ ...wanted, 'content-type': type })).status, type).toBeGreaterThanOrEqual(400);
  const get = await fetch(`${sharedGraph.url}?query=${encodeURIComponent('{ viewer { id } }')}`, { headers: { cookie } });
  expect(get.status).toBeGreaterThanOrEqual(400);
});

test('the pages of allowed origins may send it across origins, and no other', async () => {
  const ask = async (from: string) => (await fetch(sharedGraph.url, { method: 'OPTIONS', headers: { origin: from, 'access-control-request-method': 'POST', 'access-control-request-headers': 'content-type, x-session-transport' } })).headers;
  const allowed = await ask(origin);
  expect([allowed.get('access-control-allow-origin'), allowed.get('access-control-allow-credentials')]).toEqual([origin, 'true']);
  expect(allowed.get('access-control-allow-headers')).toContain('x-session-transport');
  for (const from of foreign) expect((await ask(from)).get('access-control-allow-origin'), from).toBeNull();
});

test('what the parts tell the gateway stays inside', async () => {
  const member = await register(client);
  const { headers } = await send(signInDocument, passwordOf(member), wanted);
  expect([...headers.keys()].filter((name) => name.startsWith('x-hufu'))).toEqual([]);
  // Nor can a client play the part.
  expect((await send('{ viewer { id } }', {}, { 'x-hufu-session': member.token })).data.viewer).toBeNull();
});
