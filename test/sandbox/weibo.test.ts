import { expect, test } from 'vitest';
import { actOn, back, known, withQuery } from './authorise.ts';
import { startTestSandbox, type TestSandbox } from './start-test-sandbox.ts';

const page = '/oauth2/authorize';
const asked = { client_id: known.app, response_type: 'code', redirect_uri: back, state: 's1' };
const approve = async (sandbox: TestSandbox): Promise<string> => (await actOn(sandbox, page, asked, { as: 'lin.xia' })).searchParams.get('code')!;
const exchange = async ({ url }: TestSandbox, code: string, more: Record<string, string> = {}) => {
  const body = new URLSearchParams({ client_id: known.app, client_secret: known.secret, grant_type: 'authorization_code', code, redirect_uri: back, ...more });
  const response = await fetch(`${url}/oauth2/access_token`, { method: 'POST', body });
  // eslint-disable-next-line typescript/no-explicit-any
  return { status: response.status, json: (await response.json()) as any };
};

test('the code, sent as a form, gives an access token and the uid, and they the name', async () => {
  const sandbox = await startTestSandbox();
  const token = await exchange(sandbox, await approve(sandbox));
  expect(token).toMatchObject({ status: 200, json: { access_token: expect.any(String), uid: expect.stringMatching(/^\d{10}$/) } });
  const { access_token, uid } = token.json;
  expect((await sandbox.call('GET', withQuery('/2/users/show.json', { access_token, uid }))).json).toMatchObject({ idstr: uid, screen_name: 'lin.xia' });
  expect(await sandbox.call('GET', withQuery('/2/users/show.json', { access_token: 'guessed', uid }))).toMatchObject({ status: 400, json: { error_code: 21332 } });
});

test('who declines comes back with access_denied', async () => {
  const left = await actOn(await startTestSandbox(), page, asked, { as: 'lin.xia', approve: false });
  expect(Object.fromEntries(left.searchParams)).toMatchObject({ error: 'access_denied', error_code: '21330', state: 's1' });
});

test('a code is good once, and for ten minutes of the sandbox clock', async () => {
  const sandbox = await startTestSandbox();
  const [code, late] = [await approve(sandbox), await approve(sandbox)];
  await exchange(sandbox, code);
  expect((await exchange(sandbox, code)).json.error_code).toBe(21325);
  await sandbox.call('POST', '/clock', { advance: 'PT10M' });
  expect((await exchange(sandbox, late)).json.error_code).toBe(21325);
});

test.for([
  [{ client_id: 'other' }, 21324],
  [{ client_secret: 'guessed' }, 21324],
  [{ grant_type: 'password' }, 21328],
  [{ code: '' }, 21323],
  [{ code: 'guessed' }, 21325],
  [{ redirect_uri: `${back}/other` }, 21322],
] as const)('an exchange with %j is refused with status 400 and %i', async ([more, error_code]) => {
  const sandbox = await startTestSandbox();
  expect(await exchange(sandbox, await approve(sandbox), more)).toMatchObject({ status: 400, json: { error: expect.any(String), error_code } });
});

test('the exchange takes no JSON, and no other address takes a form', async () => {
  const { call, url } = await startTestSandbox();
  expect((await call('POST', '/oauth2/access_token', { client_id: known.app })).status).toBe(415);
  expect((await fetch(`${url}/authorise`, { method: 'POST', body: new URLSearchParams({ as: 'x' }) })).status).toBe(415);
});

test.for([{ client_id: 'other' }, { redirect_uri: 'https://evil.example/' }, { response_type: 'token' }])('the page is not shown for %j', async (more) => {
  const { call } = await startTestSandbox();
  expect((await call('GET', withQuery(page, { ...asked, ...more }))).status).toBe(400);
});
