import { expect, test } from 'vitest';
import { actOn, back, known, withQuery } from './authorise.ts';
import { startTestSandbox, type TestSandbox } from './start-test-sandbox.ts';

const page = '/connect/qrconnect';
const asked = { appid: known.app, redirect_uri: back, response_type: 'code', scope: 'snsapi_login', state: 's1' };
const approve = async (sandbox: TestSandbox, as = 'lin.xia'): Promise<string> => (await actOn(sandbox, page, asked, { as })).searchParams.get('code')!;
const exchange = ({ call }: TestSandbox, code: string, more: Record<string, string> = {}) =>
  call('GET', withQuery('/sns/oauth2/access_token', { appid: known.app, secret: known.secret, code, grant_type: 'authorization_code', ...more }));

test('who approves comes back with a code and the state; the code gives an access token, and that the person', async () => {
  const sandbox = await startTestSandbox();
  const left = await actOn(sandbox, page, asked, { as: 'lin.xia' });
  expect(`${left.origin}${left.pathname}`).toBe(back);
  expect(left.searchParams.get('state')).toBe('s1');
  const token = await exchange(sandbox, left.searchParams.get('code')!);
  expect(token).toMatchObject({ status: 200, json: { access_token: expect.any(String), expires_in: 7200, refresh_token: expect.any(String), scope: 'snsapi_login' } });
  const { access_token, openid, unionid } = token.json;
  const person = await sandbox.call('GET', withQuery('/sns/userinfo', { access_token, openid, lang: 'zh_CN' }));
  expect(person.json).toMatchObject({ openid, unionid, nickname: 'lin.xia' });
  expect((await exchange(sandbox, await approve(sandbox))).json, 'the same person').toMatchObject({ openid, unionid });
  expect((await exchange(sandbox, await approve(sandbox, 'wu.tong'))).json.unionid, 'another').not.toBe(unionid);
});

test('who declines stays on the page', async () => {
  const { call, url } = await startTestSandbox();
  expect((await call('POST', '/authorise', { url: url + withQuery(page, asked), as: 'lin.xia', approve: false })).json).toEqual({ redirectTo: null });
});

test('a code is good once', async () => {
  const sandbox = await startTestSandbox();
  const code = await approve(sandbox);
  await exchange(sandbox, code);
  expect(await exchange(sandbox, code)).toMatchObject({ status: 200, json: { errcode: 40163 } });
});

test('a code is good for ten minutes of the sandbox clock', async () => {
  const sandbox = await startTestSandbox();
  const code = await approve(sandbox);
  await sandbox.call('POST', '/clock', { advance: 'PT10M' });
  expect((await exchange(sandbox, code)).json.errcode).toBe(42003);
});

test.for([
  [{ appid: 'other' }, 40013],
  [{ secret: 'guessed' }, 40125],
  [{ secret: '' }, 41004],
  [{ grant_type: 'password' }, 40002],
  [{ code: '' }, 41008],
  [{ code: 'guessed' }, 40029],
] as const)('an exchange with %j is refused with status 200 and %i, and the code is still good', async ([more, errcode]) => {
  const sandbox = await startTestSandbox();
  const code = await approve(sandbox);
  expect(await exchange(sandbox, code, more)).toMatchObject({ status: 200, json: { errcode, errmsg: expect.any(String) } });
  expect((await exchange(sandbox, code)).json.access_token).toBeDefined();
});

test.for([
  [{ access_token: 'guessed' }, 40001],
  [{ openid: 'guessed' }, 40003],
] as const)('a question for the person with %j is refused', async ([more, errcode]) => {
  const sandbox = await startTestSandbox();
  const { access_token, openid } = (await exchange(sandbox, await approve(sandbox))).json;
  expect((await sandbox.call('GET', withQuery('/sns/userinfo', { access_token, openid, ...more }))).json.errcode).toBe(errcode);
});

test.for([{ appid: 'other' }, { redirect_uri: 'https://evil.example/authorised' }, { redirect_uri: 'javascript:alert(1)' }, { scope: 'snsapi_base' }])('the page is not shown for %j', async (more) => {
  const { call } = await startTestSandbox();
  expect((await call('GET', withQuery(page, { ...asked, ...more }))).status).toBe(400);
});
