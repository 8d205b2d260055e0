import { expect, test } from 'vitest';
import { faceSecret as secret } from '../../sandbox/face-sign-in/face-sign-in.endpoints.ts';
import { startTestSandbox, type TestSandbox } from './start-test-sandbox.ts';

const open = async ({ call }: TestSandbox, id: string) => (await call('POST', '/face-sign-in/captures', { secret, id })).json as { capture: string; url: string; expiresAt: string };
const show = async ({ call }: TestSandbox, capture: string, as: string) => (await call('POST', '/face-sign-in', { capture, as })).json.token as string;
const compare = async ({ call }: TestSandbox, more: Record<string, unknown>) => (await call('POST', '/face-sign-in/comparisons', { secret, ...more })).json.matching as string[] | null;

test('of the accounts that are named those are told whose face it was', async () => {
  const sandbox = await startTestSandbox();
  await sandbox.call('PUT', '/face-sign-in/faces/100', { as: 'lin.xia' });
  await sandbox.call('PUT', '/face-sign-in/faces/200', { as: 'zhou.wei' });
  const { capture, url } = await open(sandbox, 'a');
  expect(url).toBe(`${sandbox.url}/look/${capture}`);
  const token = await show(sandbox, capture, 'lin.xia');
  expect(await compare(sandbox, { id: 'a', capture, token, accountIds: ['100', '200', '300'] })).toEqual(['100']);
  expect(await compare(sandbox, { id: 'a', capture, token, accountIds: ['200'] })).toEqual([]);
  await sandbox.call('PUT', '/face-sign-in/faces/100', { as: null });
  expect(await compare(sandbox, { id: 'a', capture, token, accountIds: ['100'] })).toEqual([]);
});

test('a token is good for its capture, for who used it first, and for five minutes', async () => {
  const sandbox = await startTestSandbox();
  const [{ capture }, other] = [await open(sandbox, 'a'), await open(sandbox, 'b')];
  expect((await open(sandbox, 'a')).capture).toBe(capture);
  const token = await show(sandbox, capture, 'lin.xia');
  expect(await compare(sandbox, { id: 'b', capture: other.capture, token, accountIds: ['1'] })).toBeNull();
  expect(await compare(sandbox, { id: 'a', capture, token: `${token}x`, accountIds: ['1'] })).toBeNull();
  expect(await compare(sandbox, { id: 'a', capture, token, accountIds: ['1'] })).toEqual([]);
  expect(await compare(sandbox, { id: 'b', capture, token, accountIds: ['1'] })).toBeNull();
  await sandbox.call('POST', '/clock', { advance: 'PT5M' });
  expect(await compare(sandbox, { id: 'a', capture, token, accountIds: ['1'] })).toBeNull();
});

test('the camera sees one person once, no photo, and nobody too late', async () => {
  const sandbox = await startTestSandbox();
  const [{ capture }, late] = [await open(sandbox, 'a'), await open(sandbox, 'b')];
  expect((await sandbox.call('GET', '/face-sign-in/captures')).json).toHaveLength(2);
  expect((await sandbox.call('POST', '/face-sign-in', { capture, as: 'lin.xia', isAlive: false })).json).toEqual({ token: null });
  expect((await sandbox.call('POST', '/face-sign-in', { capture, as: 'lin.xia' })).json.token).toMatch(/^[\w-]{32}$/);
  expect((await sandbox.call('POST', '/face-sign-in', { capture, as: 'lin.xia' })).status).toBe(409);
  await sandbox.call('POST', '/clock', { advance: 'PT5M' });
  expect((await sandbox.call('POST', '/face-sign-in', { capture: late.capture, as: 'lin.xia' })).status).toBe(409);
  expect((await sandbox.call('POST', '/face-sign-in', { capture: 'made-up', as: 'lin.xia' })).status).toBe(404);
});

test('nobody is served without the secret', async () => {
  const { call, url } = await startTestSandbox();
  expect((await call('POST', '/face-sign-in/captures', { secret: 'another', id: 'a' })).status).toBe(401);
  expect((await call('POST', '/face-sign-in/comparisons', { secret: 'another', id: 'a', capture: 'c', token: 't', accountIds: ['1'] })).status).toBe(401);
  expect((await fetch(`${url}/look/made-up`)).status).toBe(404);
});
