import { expect, test } from 'vitest';
import { actOn, back, known, withQuery } from './authorise.ts';
import { startTestSandbox, type TestSandbox } from './start-test-sandbox.ts';

const page = '/cgi-bin/componentloginpage';
const componentToken = async ({ call }: TestSandbox): Promise<string> => (await call('GET', '/component-access-token')).json.component_access_token;
const ask = async (sandbox: TestSandbox, name: string, body: Record<string, string>) =>
  sandbox.call('POST', withQuery(`/cgi-bin/component/${name}`, { component_access_token: await componentToken(sandbox) }), { component_appid: known.app, ...body });
const askedBy = async (sandbox: TestSandbox): Promise<Record<string, string>> => {
  const { pre_auth_code } = (await ask(sandbox, 'api_create_preauthcode', {})).json;
  return { component_appid: known.app, pre_auth_code, redirect_uri: `${back}?state=s1`, auth_type: '1' };
};
const approve = async (sandbox: TestSandbox, more: Record<string, unknown> = {}): Promise<string> =>
  (await actOn(sandbox, page, await askedBy(sandbox), { as: 'lin.xia', account: 'lin-shop', ...more })).searchParams.get('auth_code')!;

test('the administrator comes back with an auth_code, and with the state that was in the address; the code tells account and permissions', async () => {
  const sandbox = await startTestSandbox();
  const left = await actOn(sandbox, page, await askedBy(sandbox), { as: 'lin.xia', account: 'lin-shop', permissions: [1, 3] });
  expect(left.searchParams.get('state')).toBe('s1');
  const { authorization_info } = (await ask(sandbox, 'api_query_auth', { authorization_code: left.searchParams.get('auth_code')! })).json;
  expect(authorization_info).toMatchObject({ authorizer_appid: expect.stringMatching(/^wx[0-9a-f]{16}$/), func_info: [{ funcscope_category: { id: 1 } }, { funcscope_category: { id: 3 } }] });
  const info = await ask(sandbox, 'api_get_authorizer_info', { authorizer_appid: authorization_info.authorizer_appid });
  expect(info.json.authorizer_info.nick_name).toBe('lin-shop');
  expect((await ask(sandbox, 'api_get_authorizer_info', { authorizer_appid: 'wx0' })).json.errcode).toBe(61003);
});

test('nobody but the administrator can authorise', async () => {
  const sandbox = await startTestSandbox();
  const { call, url } = sandbox;
  await call('PUT', '/official-accounts/lin-shop', { administrator: 'wu.tong' });
  const address = url + withQuery(page, await askedBy(sandbox));
  expect((await call('POST', '/authorise', { url: address, as: 'lin.xia', account: 'lin-shop' })).status).toBe(403);
  expect((await call('POST', '/authorise', { url: address, as: 'wu.tong', account: 'lin-shop' })).status).toBe(200);
  expect((await call('POST', '/authorise', { url: address, as: 'wu.tong', account: 'lin-shop', approve: false })).json).toEqual({ redirectTo: null });
});

test('a code is good once, and for ten minutes of the sandbox clock', async () => {
  const sandbox = await startTestSandbox();
  const [code, late] = [await approve(sandbox), await approve(sandbox)];
  await ask(sandbox, 'api_query_auth', { authorization_code: code });
  expect((await ask(sandbox, 'api_query_auth', { authorization_code: code })).json.errcode).toBe(61010);
  await sandbox.call('POST', '/clock', { advance: 'PT10M' });
  expect((await ask(sandbox, 'api_query_auth', { authorization_code: late })).json.errcode).toBe(61010);
});

test.for(['api_create_preauthcode', 'api_query_auth', 'api_get_authorizer_info'])('%s wants the token of the day and the platform it is of', async (name) => {
  const sandbox = await startTestSandbox();
  expect((await sandbox.call('POST', `/cgi-bin/component/${name}?component_access_token=guessed`, { component_appid: known.app })).json.errcode).toBe(40001);
  expect((await ask(sandbox, name, { component_appid: 'other' })).json.errcode).toBe(40013);
});

test.for([{ component_appid: 'other' }, { pre_auth_code: 'guessed' }, { redirect_uri: 'https://evil.example/' }])('the page is not shown for %j', async (more) => {
  const sandbox = await startTestSandbox();
  expect((await sandbox.call('GET', withQuery(page, { ...(await askedBy(sandbox)), ...more }))).status).toBe(400);
});
