import { expect, test } from 'vitest';
import { actOn, back, known, withQuery } from './authorise.ts';
import { startTestSandbox, type TestSandbox } from './start-test-sandbox.ts';

const page = '/oauth2.0/authorize';
const asked = { response_type: 'code', client_id: known.app, redirect_uri: back, state: 's1', scope: 'get_user_info' };
const approve = async (sandbox: TestSandbox, more: Record<string, unknown> = {}): Promise<string> => (await actOn(sandbox, page, asked, { as: '10001', ...more })).searchParams.get('code')!;
const exchange = ({ call }: TestSandbox, code: string, more: Record<string, string> = {}) =>
  call('GET', withQuery('/oauth2.0/token', { grant_type: 'authorization_code', client_id: known.app, client_secret: known.secret, code, redirect_uri: back, fmt: 'json', ...more }));

test.for(['SCAN', 'PC', 'PASSWORD'])('by %s: the code gives an access token, that the ids, and both the person', async (channel) => {
  const sandbox = await startTestSandbox();
  const { access_token } = (await exchange(sandbox, await approve(sandbox, { channel }))).json;
  const me = (await sandbox.call('GET', withQuery('/oauth2.0/me', { access_token, unionid: '1', fmt: 'json' }))).json;
  expect(me).toEqual({ client_id: known.app, openid: expect.stringMatching(/^[0-9A-F]{32}$/), unionid: expect.stringMatching(/^UID_/) });
  expect((await sandbox.call('GET', withQuery('/oauth2.0/me', { access_token, fmt: 'json' }))).json).not.toHaveProperty('unionid');
  const person = await sandbox.call('GET', withQuery('/user/get_user_info', { access_token, oauth_consumer_key: known.app, openid: me.openid }));
  expect(person.json).toMatchObject({ ret: 0, nickname: '10001' });
});

test('who declines comes back without a code', async () => {
  const left = await actOn(await startTestSandbox(), page, asked, { as: '10001', approve: false });
  expect(Object.fromEntries(left.searchParams)).toEqual({ usercancel: '1', state: 's1' });
});

test('a protected QQ has to scan, a frozen one can do nothing, until its state is normal again', async () => {
  const sandbox = await startTestSandbox();
  const set = (state: string) => sandbox.call('PUT', '/qq/10001', { state });
  const errorBy = async (channel: string): Promise<unknown> => (await exchange(sandbox, await approve(sandbox, { channel }))).json.error;
  expect((await sandbox.call('GET', '/qq/10001')).json).toEqual({ state: 'NORMAL' });
  await set('SCAN_REQUIRED');
  expect([await errorBy('PASSWORD'), await errorBy('SCAN'), await errorBy('PC')]).toEqual([51, undefined, undefined]);
  await set('FROZEN');
  expect([await errorBy('PASSWORD'), await errorBy('SCAN')]).toEqual([19, 19]);
  await set('NORMAL');
  expect([await errorBy('PASSWORD'), await errorBy('SCAN')]).toEqual([undefined, undefined]);
  expect((await set('ASLEEP')).status).toBe(400);
});

test('a code is good once, and for ten minutes of the sandbox clock', async () => {
  const sandbox = await startTestSandbox();
  const [code, late] = [await approve(sandbox), await approve(sandbox)];
  await exchange(sandbox, code);
  expect((await exchange(sandbox, code)).json.error).toBe(100020);
  await sandbox.call('POST', '/clock', { advance: 'PT10M' });
  expect((await exchange(sandbox, late)).json.error).toBe(100019);
});

test.for([
  [{ grant_type: 'password' }, 100004],
  [{ client_id: 'other' }, 100008],
  [{ client_secret: 'guessed' }, 100009],
  [{ code: '' }, 100005],
  [{ code: 'guessed' }, 100019],
  [{ redirect_uri: `${back}/other` }, 100010],
] as const)('an exchange with %j is refused with %i', async ([more, error]) => {
  const sandbox = await startTestSandbox();
  expect((await exchange(sandbox, await approve(sandbox), more)).json).toEqual({ error, error_description: expect.any(String) });
});

test('without a right access token nothing is told', async () => {
  const { call } = await startTestSandbox();
  expect((await call('GET', withQuery('/oauth2.0/me', { access_token: 'guessed', fmt: 'json' }))).json.error).toBe(100016);
  expect((await call('GET', withQuery('/user/get_user_info', { access_token: 'guessed', oauth_consumer_key: known.app, openid: 'x' }))).json.ret).toBe(100016);
});

test.for([{ client_id: 'other' }, { redirect_uri: 'https://evil.example/' }, { response_type: 'token' }])('the page is not shown for %j', async (more) => {
  const { call } = await startTestSandbox();
  expect((await call('GET', withQuery(page, { ...asked, ...more }))).status).toBe(400);
});
