import { randomInt } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Answer } from '../../support/client.ts';
import { register, stepUp } from '../../support/journeys.ts';
import { bindScanned, codesOf, done, kindsOf, prepareScan, sendBind, sendLink } from '../../support/login-methods.ts';
import { authorise, registerAs, registerScanned, scanAs, sendScanned, sendStartScan, setQqState, startScan, visitPage, type Deed } from '../../support/scans.ts';
import { sharedClient, sharedGraph } from '../../support/shared-graph.ts';

const client = sharedClient();
const { sandboxUrl, url: graphUrl } = sharedGraph;

const newUser = (): string => `user${randomInt(1e9)}`;
const newQq = (): string => String(randomInt(100_000, 10_000_000));
const kinds = ['WECHAT', 'QQ', 'WECOM', 'WECHAT_OFFICIAL'];

/** Signs in as somebody on the provider's page; gives the payload. */
const signInAs = async (kind: string, deed: Deed): Promise<Answer['data']> => (await sendScanned(client, await scanAs(client, kind, deed))).data.signIn;
const accountOf = async ({ session }: { session: { token: string } | null }): Promise<string | null> =>
  session && (await client.send('{ viewer { id } }', {}, { token: session.token })).data.viewer.id;
const errorsOf = ({ userErrors }: Answer['data']): string[] => userErrors.map(({ code }: { code: string }) => code);

test.for(kinds)('an account that %s has registered is signed in to with it', async (kind) => {
  const as = newUser();
  const member = await registerAs(client, kind, { as });
  expect(await accountOf(await signInAs(kind, { as }))).toBe(member.id);
  expect(await kindsOf(client, member)).toEqual([kind]);
});

test.for(kinds)('%s: who declines on the provider\'s page has started nothing', async (kind) => {
  const { ticket, url } = await startScan(client, { kind });
  expect((await authorise(client, url, { as: newUser(), approve: false })).code).toBeNull();
  expect(errorsOf((await sendScanned(client, { ticket })).data.signIn)).toEqual(['SCAN_NOT_FOUND']);
});

test('a ticket is 128 random bits, and good for two minutes', async () => {
  const started = await startScan(client, { kind: 'QQ' });
  expect(started.ticket).toMatch(/^[0-9a-f]{32}$/);
  expect(Math.round((Date.parse(started.expiresAt) - (await client.now())) / 10_000)).toBe(12);
  expect(new URL(started.url).searchParams.get('state')).toBe(started.ticket);
});

test('what is not offered, an address that is not allowed, and binding without a session are refused', async () => {
  const codes = async (input: Record<string, unknown>): Promise<string[]> => errorsOf((await sendStartScan(client, input)).data.startScan);
  expect(await codes({ kind: 'WEIBO' })).toEqual(['SCAN_KIND_NOT_OFFERED']);
  expect(await codes({ kind: 'APP' })).toEqual(['SCAN_KIND_NOT_OFFERED']);
  const allowed = new URL('/authorised', graphUrl).href;
  for (const redirectUri of [`${allowed}/`, `${allowed}?next=1`, `${allowed}@evil.example`, 'https://evil.example/authorised', allowed.replace('http:', 'HTTP:'), '']) {
    expect(await codes({ kind: 'QQ', redirectUri }), redirectUri).toEqual(['REDIRECT_NOT_ALLOWED']);
  }
  expect(await codes({ kind: 'QQ', redirectUri: allowed })).toEqual([]);
  expect((await sendStartScan(client, { kind: 'QQ', purpose: 'BIND' })).errors[0]!.extensions.code).toBe('UNAUTHENTICATED');
});

test('security check 54: a scan is good for one sign-in, of fifty at once and after it', async () => {
  const as = newUser();
  const { id } = await registerAs(client, 'WECHAT', { as });
  const scanned = await scanAs(client, 'WECHAT', { as });
  const answers = await Promise.all(Array.from({ length: 50 }, () => sendScanned(client, scanned)));
  const sessions = answers.map(({ data }) => data.signIn).filter(({ session }) => session);
  expect(sessions).toHaveLength(1);
  expect(await accountOf(sessions[0])).toBe(id);
  expect(new Set(answers.flatMap(({ data }) => errorsOf(data.signIn)))).toEqual(new Set(['SCAN_NOT_FOUND']));
  expect(errorsOf((await sendScanned(client, scanned)).data.signIn)).toEqual(['SCAN_NOT_FOUND']);
});

test('security check 54: the identity is that of the provider: equal names at two providers are two', async () => {
  const as = newQq();
  const { id } = await registerAs(client, 'QQ', { as });
  expect((await signInAs('WECHAT', { as })).unknownIdentity).toMatchObject({ kind: 'WECHAT', name: as });
  expect(await accountOf(await signInAs('QQ', { as }))).toBe(id);
});

test('security check 54: what was started to bind is of no use to another account, nor to sign in', async () => {
  const [member, thief] = [await register(client), await register(client)];
  const as = newQq();
  const prepared = await prepareScan(client, member, 'QQ', { as });
  await stepUp(client, thief, 'BIND_LOGIN_METHOD');
  expect(codesOf(await sendBind(client, thief, prepared))).toEqual(['SCAN_NOT_FOUND']);
  expect(errorsOf((await sendScanned(client, { ticket: prepared.ticket, authorisationCode: prepared.authorisationCode })).data.signIn)).toEqual(['SCAN_NOT_FOUND']);
  await stepUp(client, member, 'BIND_LOGIN_METHOD');
  done(await sendBind(client, member, prepared));
  expect(await kindsOf(client, thief)).toEqual(['EMAIL']);
});

test('security check 54: after two minutes a scan has ended, approved or not', async () => {
  const as = newUser();
  await registerAs(client, 'WECHAT', { as });
  const scanned = await scanAs(client, 'WECHAT', { as });
  await client.advance('PT2M');
  expect(errorsOf((await sendScanned(client, scanned)).data.signIn)).toEqual(['SCAN_NOT_FOUND']);
});

test('a code that was made up is refused by the provider, and the right one still works', async () => {
  const as = newUser();
  const { id } = await registerAs(client, 'WECHAT', { as });
  const scanned = await scanAs(client, 'WECHAT', { as });
  expect(errorsOf((await sendScanned(client, { ...scanned, authorisationCode: 'made-up' })).data.signIn)).toEqual(['PROVIDER_REFUSED']);
  expect(await accountOf((await sendScanned(client, scanned)).data.signIn)).toBe(id);
});

test('TX-ACC-020 a QQ reaches the same account by scan and by QQ number and password, also to register and to link', async () => {
  const byPassword = { channel: 'PASSWORD' } as const;
  const as = newQq();
  const { id } = await registerAs(client, 'QQ', { as, ...byPassword });
  expect(await accountOf(await signInAs('QQ', { as, channel: 'SCAN' }))).toBe(id);
  expect(await accountOf(await signInAs('QQ', { as, ...byPassword }))).toBe(id);

  const member = await register(client);
  const linked = newQq();
  const { ticket } = (await signInAs('QQ', { as: linked, ...byPassword })).unknownIdentity;
  const signedIn = await client.send('mutation($input: SignInInput!) { signIn(input: $input) { session { token } userErrors { code } } }', { input: { account: member.email, password: member.password, linkTicket: ticket } });
  done(await sendLink(client, signedIn.data.signIn.session, { ticket }));
  expect(await accountOf(await signInAs('QQ', { as: linked, channel: 'SCAN' }))).toBe(member.id);

  const bound = await register(client);
  await bindScanned(client, bound, 'QQ', { as: newQq(), ...byPassword });
  expect(await kindsOf(client, bound)).toEqual(['EMAIL', 'QQ']);
});

test('TX-ACC-021 a QQ that its provider protects has to be confirmed by scan or by QQ on the computer; nothing waives that', async () => {
  const as = newQq();
  const { id } = await registerAs(client, 'QQ', { as });
  await setQqState(sandboxUrl, as, 'SCAN_REQUIRED');
  for (const _ of [1, 2]) expect(errorsOf(await signInAs('QQ', { as, channel: 'PASSWORD' }))).toEqual(['PROVIDER_SCAN_REQUIRED']);
  expect(await accountOf(await signInAs('QQ', { as, channel: 'SCAN' }))).toBe(id);
  expect(await accountOf(await signInAs('QQ', { as, channel: 'PC' }))).toBe(id);

  // With the same ticket, too, only a scan helps.
  const { ticket, url } = await startScan(client, { kind: 'QQ' });
  const attempt = async (channel: 'SCAN' | 'PASSWORD') => (await sendScanned(client, { ticket, authorisationCode: (await authorise(client, url, { as, channel })).code })).data.signIn;
  expect(errorsOf(await attempt('PASSWORD'))).toEqual(['PROVIDER_SCAN_REQUIRED']);
  expect(await accountOf(await attempt('SCAN'))).toBe(id);

  const { data } = await client.send('{ __schema { mutationType { fields { name } } } }');
  const names: string[] = data.__schema.mutationType.fields.map(({ name }: { name: string }) => name);
  expect(names).toContain('startScan');
  expect(names.filter((name) => /waive|lift|unfreeze|unlock|skip|provider|qq/i.test(name))).toEqual([]);
});

test('TX-ACC-022 a QQ that its provider has frozen signs in to nothing; the account is as it was, and its other login methods work', async () => {
  const [as, wechat] = [newQq(), newUser()];
  const member = await registerAs(client, 'QQ', { as });
  await bindScanned(client, member, 'WECHAT', { as: wechat });
  const read = async (token: string): Promise<unknown> => (await client.send('{ viewer { id status nickname registeredWith loginMethods { kind label boundAt } contacts { phone } } }', {}, { token })).data.viewer;
  const before = await read(member.token);

  await setQqState(sandboxUrl, as, 'FROZEN');
  for (const channel of ['SCAN', 'PASSWORD'] as const) {
    const { session, userErrors } = await signInAs('QQ', { as, channel });
    expect(session).toBeNull();
    expect(userErrors).toMatchObject([{ code: 'PROVIDER_ACCOUNT_FROZEN', message: expect.stringContaining('security centre') }]);
  }
  const { session } = await signInAs('WECHAT', { as: wechat });
  expect(await read(session.token)).toEqual(before);

  await setQqState(sandboxUrl, as, 'NORMAL');
  expect(await accountOf(await signInAs('QQ', { as }))).toBe(member.id);
});

test('TX-ACC-024 an official account that was authorised without the account service neither registers, nor signs in, nor is linked', async () => {
  const without = { permissions: [1, 2, 4, 100] };
  const as = newUser();
  const refused = await registerScanned(client, 'WECHAT_OFFICIAL', await scanAs(client, 'WECHAT_OFFICIAL', { as, ...without }));
  expect(errorsOf(refused)).toEqual(['MISSING_SCOPE']);
  const { id } = await registerAs(client, 'WECHAT_OFFICIAL', { as, permissions: [3] });

  expect(errorsOf(await signInAs('WECHAT_OFFICIAL', { as, ...without }))).toEqual(['MISSING_SCOPE']);
  expect(await accountOf(await signInAs('WECHAT_OFFICIAL', { as, permissions: [3] }))).toBe(id);

  // Linking begins with a sign-in, or with a binding.
  const other = newUser();
  const unknown = await signInAs('WECHAT_OFFICIAL', { as: other, ...without });
  expect([errorsOf(unknown), unknown.unknownIdentity]).toEqual([['MISSING_SCOPE'], null]);
  const member = await register(client);
  await stepUp(client, member, 'BIND_LOGIN_METHOD');
  expect(codesOf(await sendBind(client, member, await prepareScan(client, member, 'WECHAT_OFFICIAL', { as: other, ...without })))).toEqual(['MISSING_SCOPE']);
  expect(await kindsOf(client, member)).toEqual(['EMAIL']);
  await bindScanned(client, member, 'WECHAT_OFFICIAL', { as: other, permissions: [3] });
  expect(await accountOf(await signInAs('WECHAT_OFFICIAL', { as: other }))).toBe(member.id);
});

test('TX-ACC-025 an official account is authorised by its administrator\'s WeChat, and by no other', async () => {
  const [administrator, other] = [newUser(), newUser()];
  const account = `shop-${newUser()}`;
  const { id } = await registerAs(client, 'WECHAT_OFFICIAL', { as: administrator, account });

  const { ticket, url } = await startScan(client, { kind: 'WECHAT_OFFICIAL' });
  const visit = await visitPage(url, { as: other, account });
  expect(visit).toMatchObject({ status: 403, redirectTo: null });
  for (const authorisationCode of [null, 'made-up']) {
    expect((await sendScanned(client, { ticket, authorisationCode })).data.signIn).toMatchObject({ session: null, unknownIdentity: null, userErrors: [{ code: authorisationCode ? 'PROVIDER_REFUSED' : 'SCAN_NOT_FOUND' }] });
  }
  // The other may authorise an official account of their own, which is another identity.
  expect((await signInAs('WECHAT_OFFICIAL', { as: other })).unknownIdentity).not.toBeNull();

  const { code } = await authorise(client, url, { as: administrator, account });
  expect(await accountOf((await sendScanned(client, { ticket, authorisationCode: code })).data.signIn)).toBe(id);
});

test('to register or to sign in, a WeCom member need be no administrator', async () => {
  const as = newUser();
  const { id } = await registerAs(client, 'WECOM', { as, role: 'MEMBER' });
  expect(await accountOf(await signInAs('WECOM', { as, role: 'MEMBER' }))).toBe(id);
});
