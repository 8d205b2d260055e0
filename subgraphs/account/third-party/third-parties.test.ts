import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { afterEach, expect, test } from 'vitest';
import type { IdentityProviderSettings } from '../../shared/config.ts';
import { createThirdParties } from './third-parties.ts';
import type { ThirdPartyKind } from './third-party.ts';

const kinds: ThirdPartyKind[] = ['WECHAT', 'QQ', 'WECOM', 'WEIBO', 'WECHAT_OFFICIAL'];
const back = 'https://cloud.example/authorised';

type Reply = { status?: number; body: string } | 'silence';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A provider that gives each address the reply said here, and keeps what it was sent. */
const startProvider = async (replies: Record<string, Reply>) => {
  const seen: { method: string; path: string; query: Record<string, string>; body: string }[] = [];
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => { body += part.toString(); });
    request.on('end', () => {
      const { pathname, searchParams } = new URL(request.url!, 'http://x');
      seen.push({ method: request.method!, path: pathname, query: Object.fromEntries(searchParams), body });
      const reply = replies[pathname] ?? { status: 404, body: '{}' };
      if (reply !== 'silence') response.writeHead(reply.status ?? 200).end(reply.body);
    });
  });
  await new Promise<void>((resolve) => void server!.listen(0, '127.0.0.1', resolve));
  return { seen, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}` };
};

const settings = (url: string | undefined, more: Partial<IdentityProviderSettings> = {}) => {
  const one = { appId: 'app1', appSecret: 'secret1', url, pageUrl: undefined, tokenUrl: `${url ?? 'http://tokens.example'}/token`, ...more };
  return Object.fromEntries(kinds.map((kind) => [kind, one])) as Record<ThirdPartyKind, IdentityProviderSettings>;
};
const lines: string[] = [];
const log = pino({ level: 'trace' }, { write: (line: string) => void lines.push(line) });
const thirdParty = (kind: ThirdPartyKind, url?: string, more?: Partial<IdentityProviderSettings>) => createThirdParties([kind], settings(url, more), log).get(kind)!;
const ok = (value: unknown): Reply => ({ body: JSON.stringify(value) });

/** Where each provider takes the code. */
const exchangeAt: Record<ThirdPartyKind, string> = {
  WECHAT: '/sns/oauth2/access_token',
  QQ: '/oauth2.0/token',
  WECOM: '/cgi-bin/service/get_login_info',
  WEIBO: '/oauth2/access_token',
  WECHAT_OFFICIAL: '/cgi-bin/component/api_query_auth',
};
/** What answers before it. */
const before: Record<string, Reply> = { '/token': ok({ component_access_token: 'c' }), '/cgi-bin/service/get_provider_token': ok({ provider_access_token: 'p' }) };

test.for([
  ['WECHAT', 'https://open.weixin.qq.com/connect/qrconnect?appid=app1&redirect_uri=https%3A%2F%2Fcloud.example%2Fauthorised&response_type=code&scope=snsapi_login&state=s1#wechat_redirect'],
  ['QQ', 'https://graph.qq.com/oauth2.0/authorize?response_type=code&client_id=app1&redirect_uri=https%3A%2F%2Fcloud.example%2Fauthorised&state=s1&scope=get_user_info'],
  ['WECOM', 'https://open.work.weixin.qq.com/wwopen/sso/3rd_qrConnect?appid=app1&redirect_uri=https%3A%2F%2Fcloud.example%2Fauthorised&state=s1&usertype=member'],
  ['WEIBO', 'https://api.weibo.com/oauth2/authorize?client_id=app1&response_type=code&redirect_uri=https%3A%2F%2Fcloud.example%2Fauthorised&state=s1'],
] as [ThirdPartyKind, string][])('%s: without another address its page is the official one', async ([kind, url]) => {
  expect(await thirdParty(kind).authorisationUrl({ state: 's1', redirectUri: back })).toEqual({ ok: true, value: url });
});

test('WECHAT_OFFICIAL: its page is opened with a code that was asked for, and the address it leads back to carries the state', async () => {
  const { url, seen } = await startProvider({ ...before, '/cgi-bin/component/api_create_preauthcode': ok({ pre_auth_code: 'pre1' }) });
  const asked = await thirdParty('WECHAT_OFFICIAL', url, { pageUrl: 'https://mp.example' }).authorisationUrl({ state: 's1', redirectUri: back });
  const query = new URLSearchParams({ component_appid: 'app1', pre_auth_code: 'pre1', redirect_uri: `${back}?state=s1`, auth_type: '1' });
  expect(asked).toEqual({ ok: true, value: `https://mp.example/cgi-bin/componentloginpage?${query}` });
  expect(seen.at(-1)).toMatchObject({ method: 'POST', query: { component_access_token: 'c' }, body: '{"component_appid":"app1"}' });
});

test.for([
  [{ ...before }],
  [{}],
  [{ ...before, '/cgi-bin/component/api_create_preauthcode': ok({ errcode: 40001, errmsg: 'x' }) }],
])('WECHAT_OFFICIAL: no page is opened when the code for it does not come (%#)', async ([replies]) => {
  const { url } = await startProvider(replies!);
  expect(await thirdParty('WECHAT_OFFICIAL', url).authorisationUrl({ state: 's1', redirectUri: back })).toEqual({ ok: false, refusals: [{ code: 'PROVIDER_UNAVAILABLE' }] });
});

const garbage: [string, Reply][] = [
  ['fails', { status: 502, body: 'Bad gateway' }],
  ['answers no JSON', { body: '<html>' }],
  ['answers something else', ok({ hello: 'world' })],
  ['answers nothing', { body: '' }],
  ['answers without end', { body: `{"access_token": "${'x'.repeat(100_000)}"}` }],
];
test.for(kinds.flatMap((kind) => garbage.map(([what, reply]) => [kind, what, reply] as const)))('%s: a provider that %s is unavailable, and was sent the code once', async ([kind, , reply]) => {
  const { url, seen } = await startProvider({ ...before, [exchangeAt[kind]]: reply });
  expect(await thirdParty(kind, url).identify('code1', back)).toEqual({ ok: false, refusals: [{ code: 'PROVIDER_UNAVAILABLE' }] });
  expect(seen.filter(({ path }) => path === exchangeAt[kind])).toHaveLength(1);
});

test.for(kinds)('%s: a silent provider is waited for no longer than three seconds in all', { timeout: 20_000 }, async (kind) => {
  const { url, seen } = await startProvider({ ...before, [exchangeAt[kind]]: 'silence' });
  expect(await thirdParty(kind, url).identify('code1', back)).toEqual({ ok: false, refusals: [{ code: 'PROVIDER_UNAVAILABLE' }] });
  expect(seen.filter(({ path }) => path === exchangeAt[kind])).toHaveLength(1);
});

test.for(kinds)('%s: a provider that is not there is unavailable', async (kind) => {
  expect(await thirdParty(kind, 'http://127.0.0.1:1').identify('code1', back)).toEqual({ ok: false, refusals: [{ code: 'PROVIDER_UNAVAILABLE' }] });
});

test.for([
  ['WECHAT', ok({ errcode: 40029, errmsg: 'invalid code' }), 'PROVIDER_REFUSED'],
  ['WECHAT', ok({ errcode: 40163, errmsg: 'code been used' }), 'PROVIDER_REFUSED'],
  ['WECHAT', ok({ errcode: -1, errmsg: 'system error' }), 'PROVIDER_UNAVAILABLE'],
  ['QQ', ok({ error: 100020, error_description: 'code is reused error' }), 'PROVIDER_REFUSED'],
  ['QQ', ok({ error: 51, error_description: 'scan' }), 'PROVIDER_SCAN_REQUIRED'],
  ['QQ', ok({ error: 19, error_description: 'frozen' }), 'PROVIDER_ACCOUNT_FROZEN'],
  ['WECOM', ok({ errcode: 40029, errmsg: 'invalid oauth_code' }), 'PROVIDER_REFUSED'],
  ['WECOM', ok({ errcode: -1, errmsg: 'system busy' }), 'PROVIDER_UNAVAILABLE'],
  ['WEIBO', { status: 400, body: JSON.stringify({ error: 'invalid_grant', error_code: 21325 }) }, 'PROVIDER_REFUSED'],
  ['WECHAT_OFFICIAL', ok({ errcode: 61010, errmsg: 'code is expired' }), 'PROVIDER_REFUSED'],
  ['WECHAT_OFFICIAL', ok({ errcode: -1, errmsg: 'system error' }), 'PROVIDER_UNAVAILABLE'],
  ['WECHAT_OFFICIAL', ok({ authorization_info: { authorizer_appid: 'wx1', func_info: [{ funcscope_category: { id: 1 } }] } }), 'MISSING_SCOPE'],
] as [ThirdPartyKind, Reply, string][])('%s: %j means %s', async ([kind, reply, code]) => {
  const { url } = await startProvider({ ...before, [exchangeAt[kind]]: reply });
  const identified = await thirdParty(kind, url).identify('code1', back);
  expect(identified).toMatchObject({ ok: false, refusals: [{ code }] });
});

test.for([
  ['WECHAT', ok({ access_token: 'a', openid: 'o', unionid: 'u' }), 'u'],
  ['WECHAT', ok({ access_token: 'a', openid: 'o' }), 'o'],
  ['WEIBO', ok({ access_token: 'a', uid: '123' }), '123'],
  ['WECHAT_OFFICIAL', ok({ authorization_info: { authorizer_appid: 'wx1', func_info: [{ funcscope_category: { id: 3 } }] } }), 'wx1'],
] as [ThirdPartyKind, Reply, string][])('%s: who was identified stays so when only the name does not come', async ([kind, reply, subject]) => {
  const { url } = await startProvider({ ...before, [exchangeAt[kind]]: reply });
  expect(await thirdParty(kind, url).identify('code1', back)).toEqual({ ok: true, value: { kind, subject, name: null, mayBeBound: true } });
});

test('QQ: an access token that tells no id is no identity', async () => {
  const { url } = await startProvider({ '/oauth2.0/token': ok({ access_token: 'a' }), '/oauth2.0/me': { status: 500, body: '' } });
  expect(await thirdParty('QQ', url).identify('code1', back)).toMatchObject({ ok: false, refusals: [{ code: 'PROVIDER_UNAVAILABLE' }] });
});

test('a code cannot change what is asked', async () => {
  const { url, seen } = await startProvider({});
  await thirdParty('WECHAT', url).identify('c&appid=other#x', back);
  expect(seen[0]).toMatchObject({ path: '/sns/oauth2/access_token', query: { appid: 'app1', secret: 'secret1', code: 'c&appid=other#x', grant_type: 'authorization_code' } });
});

test('a long name is cut, an empty one is none', async () => {
  const nameFor = async (screen_name: string) => {
    const { url } = await startProvider({ [exchangeAt.WEIBO]: ok({ access_token: 'a', uid: '1' }), '/2/users/show.json': ok({ screen_name }) });
    return ((await thirdParty('WEIBO', url).identify('c', back)) as { value: { name: string | null } }).value.name;
  };
  expect([await nameFor('😀'.repeat(100)), await nameFor('  ')]).toEqual(['😀'.repeat(64), null]);
});

test('neither secrets nor codes nor answers reach the log', () => {
  expect(lines.length).toBeGreaterThan(0);
  expect(lines.join('')).not.toMatch(/secret1|code1|access_token|invalid_grant|<html>|hello/);
});

test.for([
  ['WECHAT', { appId: undefined }, 'WECHAT_APP_ID'],
  ['QQ', { appSecret: undefined }, 'QQ_APP_SECRET'],
  ['WECHAT_OFFICIAL', { tokenUrl: undefined }, 'WECHAT_OFFICIAL_TOKEN_URL'],
] as [ThirdPartyKind, Partial<IdentityProviderSettings>, string][])('%s: what is missing is named', ([kind, more, name]) => {
  expect(() => thirdParty(kind, undefined, more)).toThrow(`${name}: needed`);
});

test('what the policy does not offer needs no settings', () => {
  expect(createThirdParties([], settings(undefined, { appId: undefined }), log).size).toBe(0);
});
