import { expect, test } from 'vitest';
import { actOn, back, known, withQuery } from './authorise.ts';
import { startTestSandbox, type TestSandbox } from './start-test-sandbox.ts';

const page = '/wwopen/sso/3rd_qrConnect';
const asked = { appid: known.app, redirect_uri: back, state: 's1', usertype: 'member' };
const approve = async (sandbox: TestSandbox, more: Record<string, unknown> = {}): Promise<string> => (await actOn(sandbox, page, asked, { as: 'lin.xia', ...more })).searchParams.get('auth_code')!;
const provider = async ({ call }: TestSandbox): Promise<string> =>
  (await call('POST', '/cgi-bin/service/get_provider_token', { corpid: known.app, provider_secret: known.secret })).json.provider_access_token;
const login = async (sandbox: TestSandbox, auth_code: string) =>
  sandbox.call('POST', withQuery('/cgi-bin/service/get_login_info', { access_token: await provider(sandbox) }), { auth_code });

test.for([
  [{ role: 'CREATOR' }, 1, 0],
  [{ role: 'INTERNAL_ADMIN' }, 2, 0],
  [{ role: 'EXTERNAL_ADMIN' }, 3, 0],
  [{ role: 'SUB_ADMIN' }, 4, 0],
  [{}, 5, 0],
  [{ assistant: true }, 5, 1],
] as const)('%j scans and comes back with an auth_code, which gives user type %i and %i apps', async ([more, usertype, apps]) => {
  const sandbox = await startTestSandbox();
  const { json } = await login(sandbox, await approve(sandbox, { corp: 'wwother', ...more }));
  expect(json).toMatchObject({ errcode: 0, usertype, user_info: { userid: 'lin.xia', name: 'lin.xia' }, corp_info: { corpid: 'wwother' } });
  expect(json.agent).toHaveLength(apps);
});

test('a code is good once, and for ten minutes of the sandbox clock', async () => {
  const sandbox = await startTestSandbox();
  const [code, late] = [await approve(sandbox), await approve(sandbox)];
  await login(sandbox, code);
  expect((await login(sandbox, code)).json.errcode).toBe(40029);
  await sandbox.call('POST', '/clock', { advance: 'PT10M' });
  expect((await login(sandbox, late)).json.errcode).toBe(40029);
});

test('a wrong company, secret or access token is refused with status 200', async () => {
  const sandbox = await startTestSandbox();
  const tokenFor = (body: Record<string, string>) => sandbox.call('POST', '/cgi-bin/service/get_provider_token', { corpid: known.app, provider_secret: known.secret, ...body });
  expect(await tokenFor({ corpid: 'other' })).toMatchObject({ status: 200, json: { errcode: 40013 } });
  expect(await tokenFor({ provider_secret: 'guessed' })).toMatchObject({ status: 200, json: { errcode: 40001 } });
  expect((await sandbox.call('POST', '/cgi-bin/service/get_login_info?access_token=guessed', { auth_code: await approve(sandbox) })).json.errcode).toBe(40014);
});

test.for([{ appid: 'other' }, { redirect_uri: 'https://evil.example/' }, { usertype: 'nobody' }])('the page is not shown for %j', async (more) => {
  const { call } = await startTestSandbox();
  expect((await call('GET', withQuery(page, { ...asked, ...more }))).status).toBe(400);
});
