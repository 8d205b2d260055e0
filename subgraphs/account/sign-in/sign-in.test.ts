import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { caller, openAccountWorld } from '../../../test/support/open-account-world.ts';
import { markAccountClosing } from '../closing/mark-account-closing.ts';
import { changePassword } from '../password/change-password.ts';
import { findPassword } from '../password/password-store.ts';
import { signIn } from './sign-in.ts';

let opened: Awaited<ReturnType<typeof openAccountWorld>>;

beforeAll(async () => {
  opened = await openAccountWorld();
});
beforeEach(() => {
  opened.world.calls.length = 0;
  opened.world.beforeAnswer = async () => undefined;
});
afterAll(() => opened.close());

const failed = { ok: false, refusals: [{ code: 'SIGN_IN_FAILED' }] };

test('the right password asks security for a session, and hands on the contacts that an account without any gets', async () => {
  const { account, email, phone, password } = await opened.register();
  const result = await signIn(opened.deps)({ account: email, password }, caller);
  expect(result).toMatchObject({ ok: true, value: { session: { token: 't', createdAt: Date.parse('2026-01-01T00:00:00.000Z') }, challenge: null } });
  expect(opened.world.calls.at(-1)).toMatchObject({ what: 'beginSession', variables: { input: { accountId: account.id, phone, email, device: 'test', address: '127.0.0.1', language: 'en' } } });
});

test('when security does not answer, the account that was registered stands, and a sign-in is no refusal', async () => {
  opened.world.beforeAnswer = () => Promise.reject(new Error('down'));
  const { account, session, email, password } = await opened.register();
  expect(account.status).toBe('ACTIVE');
  expect(session).toBeNull();
  expect(await signIn(opened.deps)({ account: email, password }, caller)).toMatchObject({ ok: true, value: { session: null, challenge: null, choice: null } });
});

test('an account that is closed while its session is opened is not signed in to: the session ends again', async () => {
  const { account, email, password } = await opened.register();
  opened.world.beforeAnswer = async () => void (await markAccountClosing(opened.deps)(account.id));
  expect(await signIn(opened.deps)({ account: email, password }, caller)).toEqual(failed);
  expect(opened.world.calls.at(-1)).toEqual({ what: 'endAccountSessions', variables: { accountId: account.id, keepSessionId: null } });
  expect(await signIn(opened.deps)({ account: email, password }, caller)).toEqual(failed);
});

test('nor with a password that is changed meanwhile', async () => {
  const { account, email, password } = await opened.register();
  opened.world.beforeAnswer = async () => {
    opened.world.beforeAnswer = async () => undefined;
    const changed = await changePassword(opened.deps)({ accountId: account.id, sessionId: 'other' }, { currentPassword: password, newPassword: 'Changed-Password-1' });
    expect(changed.ok).toBe(true);
  };
  expect(await signIn(opened.deps)({ account: email, password }, caller)).toEqual(failed);
});

test('a cost that the policy has raised is paid at the next sign-in', async () => {
  const { account, email, password } = await opened.register();
  const hashOf = async () => (await findPassword(opened.store.read, opened.deps.vault, account.id))!.hash;
  expect(await hashOf()).toContain('m=19456,t=2');
  const dearer = opened.anotherProcess({ password: { ...opened.deps.policy.password, hash: { memoryKiB: 20_480, passes: 3 } } });
  expect((await signIn(dearer)({ account: email, password: 'Wrong-Password-1' }, caller)).ok).toBe(false);
  expect(await hashOf()).toContain('m=19456,t=2');
  expect((await signIn(dearer)({ account: email, password }, caller)).ok).toBe(true);
  expect(await hashOf()).toContain('m=20480,t=3');
  expect((await signIn(opened.deps)({ account: email, password }, caller)).ok).toBe(true);
  expect(await hashOf()).toContain('m=20480,t=3');
});
