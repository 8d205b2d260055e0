import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { openSecurityWorld } from '../../../test/support/open-security-world.ts';
import type { Deps } from '../deps.ts';
import { beginSession } from '../sessions/begin-session.ts';
import { changeSettings, holdSettings } from '../settings/settings-store.ts';
import { accountToScanFor } from './account-to-scan-for.ts';
import { answerChallenge } from './answer-challenge.ts';
import { startChallenge } from './start-challenge.ts';

let world: Awaited<ReturnType<typeof openSecurityWorld>>;
beforeAll(async () => {
  world = await openSecurityWorld();
});
afterAll(() => world.close());
beforeEach(() => {
  world.world.scanned = async () => null;
});

const scan = { ticket: 'ticket', authorisationCode: 'code' };

const begin = (accountId: string, more: { firstFactor?: 'WECHAT' } = {}) =>
  beginSession(world.deps, { attemptId: `attempt ${Math.random()}`, accountId, phone: null, email: null, device: null, address: null, language: 'en', duty: null, ...more });

const openProtected = async () => {
  const account = await world.openAccount({ hasWechat: true });
  await world.store.transaction(async (transaction) => changeSettings(transaction, (await holdSettings(transaction, account.accountId))!, { loginProtection: ['WECHAT'] }));
  const { challenge } = await begin(account.accountId);
  return { ...account, challengeId: challenge!.id };
};

const answer = (challengeId: string, deps: Deps = world.deps) => answerChallenge(deps, null, { challengeId, method: 'WECHAT', code: '', scan });

test('TX-SEC-032 what the first factor has proved is not asked for again', async () => {
  const { accountId } = await openProtected();
  expect(await begin(accountId, { firstFactor: 'WECHAT' })).toMatchObject({ challenge: null, session: { token: expect.any(String) } });
  expect(await begin(accountId)).toMatchObject({ challenge: { methods: ['WECHAT'] }, session: null });
});

test('while account says nothing the challenge stays open', async () => {
  const { challengeId } = await openProtected();
  world.world.scanned = () => Promise.reject(new Error('away'));
  await expect(answer(challengeId)).rejects.toThrow('away');
  world.world.scanned = async () => null;
  expect(await answer(challengeId)).toMatchObject({ ok: true, value: { session: { token: expect.any(String) } } });
});

test.for([
  ['SCAN_NOT_FOUND', ['scan', 'ticket']],
  ['PROVIDER_REFUSED', ['scan', 'authorisationCode']],
  ['SCAN_IDENTITY_WRONG', ['scan']],
] as const)('what account refuses with %s is refused so, at %s', async ([code, path]) => {
  const { challengeId } = await openProtected();
  world.world.scanned = async () => code;
  expect(await answer(challengeId)).toEqual({ ok: false, refusals: [{ code, path }] });
});

test('killed after account has said yes, it has opened nothing, and the challenge takes another scan', async () => {
  const { challengeId } = await openProtected();
  const dying: Deps = { ...world.deps, audit: { record: async () => { throw new Error('the process was killed'); } } };
  await expect(answer(challengeId, dying)).rejects.toThrow('the process was killed');
  expect(await answer(challengeId)).toMatchObject({ ok: true });
  expect(await answer(challengeId)).toMatchObject({ ok: false, refusals: [{ code: 'CHALLENGE_NOT_FOUND' }] });
});

test('account is asked five times at most for one challenge, and of five yeses one opens a session', async () => {
  const { challengeId } = await openProtected();
  let asked = 0;
  world.world.scanned = async () => {
    asked += 1;
    return null;
  };
  const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => answer(challengeId, index % 2 ? world.deps : world.anotherProcess())));
  expect(answers.filter(({ ok }) => ok)).toHaveLength(1);
  expect(asked).toBeLessThanOrEqual(5);
});

test('a scan is for the session of a step-up, and for an open challenge that lists WeChat', async () => {
  const [{ accountId, viewer, session }, without] = [await world.openAccount({ hasWechat: true }), await world.openAccount()];
  const start = async (by: typeof viewer) => {
    const started = await startChallenge(world.deps, by, { operation: 'BIND_MFA', productOperation: null, method: null, language: 'en' });
    if (!started.ok) throw new Error(started.refusals[0]!.code);
    return started.value.id;
  };
  const [own, byPhone] = [await start(viewer), await start(without.viewer)];
  expect(await accountToScanFor(world.deps, own, session.id)).toBe(accountId);
  for (const sessionId of [null, without.session.id]) expect(await accountToScanFor(world.deps, own, sessionId)).toBeNull();
  expect(await accountToScanFor(world.deps, byPhone, without.session.id)).toBeNull();
  expect(await accountToScanFor(world.deps, 'challenge_x', session.id)).toBeNull();
});
