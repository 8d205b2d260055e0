import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAccountWorld } from '../../../test/support/open-account-world.ts';
import { newEmail } from '../../../test/support/people.ts';
import { countPlaces } from '../../shared/quota.ts';
import { ok } from '../../shared/result.ts';
import type { Deps } from '../deps.ts';
import { findPassword } from '../password/password-store.ts';
import { eraseAccount } from '../closing/erase-account.ts';
import { markAccountClosing } from '../closing/mark-account-closing.ts';
import { bindLoginMethod, changeLoginMethod } from './bind-login-method.ts';
import { identityIndex } from './identity.ts';
import { findLoginMethods } from './login-method-store.ts';
import { unbindLoginMethod } from './unbind-login-method.ts';
import { unbindReportEntity } from './unbind-report.entity.ts';

let world: Awaited<ReturnType<typeof openAccountWorld>>;

beforeAll(async () => {
  world = await openAccountWorld();
});
afterAll(() => world.close());

const unprotected = { hasPhone: true, email: null, loginProtection: [], operationProtection: [], remoteLoginProtection: [] };

/** A process whose providers confirm every ticket as the person it is named after, and whose security knows of no protection. */
const processOf = (deps: Deps): Deps => ({
  ...deps,
  scans: {
    ...deps.scans,
    identify: async ({ ticket }) => ok({ kind: 'WECHAT', subject: ticket.split(' ')[0]!, name: null, mayBeBound: true }),
    consume: async () => true,
  },
  security: { ...deps.security, read: async () => unprotected, setContacts: async () => undefined },
});

const bindWechat = async (deps: Deps, accountId: string, ticket: string): Promise<string> => {
  const bound = await bindLoginMethod(deps)({ accountId, sessionId: 's' }, { kind: 'WECHAT', ticket, syncContacts: true });
  return bound.ok ? 'BOUND' : bound.refusals[0]!.code;
};

const kindsOf = async (accountId: string): Promise<string[]> => (await findLoginMethods(world.store.read, accountId)).map(({ kind }) => kind);

const issueCode = async (to: string): Promise<string> => {
  const issued = await world.store.transaction((transaction) => world.deps.codes.issue(transaction, { purpose: 'BIND_LOGIN_METHOD', to }));
  if (!issued.ok) throw new Error(issued.refusals[0]!.code);
  return issued.value.code;
};

const placesOf = (kind: 'WECHAT' | 'EMAIL', subject: string): Promise<number> => countPlaces(world.store.read, { scope: 'login', subject: identityIndex(world.deps.vault, { accountKind: 'CLOUD', kind, subject }) });

/** The process stops where it would write the trail of what it has done: nothing of it may be left. */
const dyingAtTheTrail = (deps: Deps): Deps => ({ ...deps, audit: { record: async () => { throw new Error('the process was killed'); } } });

test('an identity that two processes bind to many accounts at once gets as many as the policy allows', async () => {
  const accounts: string[] = [];
  for (let index = 0; index < 12; index += 1) accounts.push((await world.register()).account.id);
  const mostAccounts = { ...world.deps.policy.loginMethods.mostAccounts, WECHAT: 5 };
  const limited = { loginMethods: { ...world.deps.policy.loginMethods, mostAccounts } };
  const processes = [processOf(world.anotherProcess(limited)), processOf(world.anotherProcess(limited))];
  const outcomes = await Promise.all(Array.from({ length: 50 }, (_, index) => bindWechat(processes[index % 2]!, accounts[index % 12]!, `crowd ${index}`)));
  expect(outcomes.filter((outcome) => outcome === 'BOUND')).toHaveLength(5);
  expect(new Set(outcomes)).toEqual(new Set(['BOUND', 'BIND_QUOTA_REACHED', 'LOGIN_METHOD_ALREADY_BOUND']));
  expect(await placesOf('WECHAT', 'crowd')).toBe(5);
  expect(await bindWechat(processes[0]!, (await world.register()).account.id, 'crowd late')).toBe('BIND_QUOTA_REACHED');
});

test('two processes that unbind everything of an account at once leave one method', async () => {
  const processes = [processOf(world.anotherProcess()), processOf(world.anotherProcess())];
  for (let round = 0; round < 5; round += 1) {
    const { id: accountId } = (await world.register()).account;
    await bindWechat(processes[0]!, accountId, `round-${round} 1`);
    const viewer = { accountId, sessionId: 's' };
    const { report } = await unbindLoginMethod(processes[0]!)(viewer, { kind: 'EMAIL' });
    const inputs = [{ kind: 'EMAIL' as const, reportId: report!.id }, { kind: 'WECHAT' as const }];
    await Promise.all(Array.from({ length: 50 }, (_, index) => unbindLoginMethod(processes[index % 2]!)(viewer, inputs[index % 4 < 2 ? 0 : 1]!)));
    expect(await kindsOf(accountId)).toHaveLength(1);
  }
});

test('a process that dies while it binds leaves the account, the identity and its places as they were, and the proof good', async () => {
  const { id: accountId } = (await world.register()).account;
  const living = processOf(world.deps);
  await expect(bindWechat(dyingAtTheTrail(living), accountId, 'survivor 1')).rejects.toThrow(/killed/);
  expect(await kindsOf(accountId)).toEqual(['EMAIL']);
  expect(await placesOf('WECHAT', 'survivor')).toBe(0);
  expect(await bindWechat(living, accountId, 'survivor 1')).toBe('BOUND');
});

test('a process that dies while it changes the e-mail address leaves the old one, its password and the code', async () => {
  const { account, email } = await world.register();
  const living = processOf(world.deps);
  const viewer = { accountId: account.id, sessionId: 's' };
  await bindWechat(living, account.id, `with-${account.id} 1`);
  const next = newEmail();
  const input = { kind: 'EMAIL' as const, email: next, emailCode: await issueCode(next), newPassword: 'Other-Password-1', newPasswordAgain: 'Other-Password-1', syncContacts: true };
  const before = await findPassword(world.store.read, world.deps.vault, account.id);
  await expect(changeLoginMethod(dyingAtTheTrail(living))(viewer, input)).rejects.toThrow(/killed/);
  expect(await findPassword(world.store.read, world.deps.vault, account.id)).toEqual(before);
  expect([await placesOf('EMAIL', email), await placesOf('EMAIL', next)]).toEqual([1, 0]);
  expect((await changeLoginMethod(living)(viewer, input)).ok).toBe(true);
  expect([await placesOf('EMAIL', email), await placesOf('EMAIL', next)]).toEqual([0, 1]);
  expect(await findPassword(world.store.read, world.deps.vault, account.id)).not.toEqual(before);
});

test('a process that dies while it unbinds leaves the method and the report', async () => {
  const { id: accountId } = (await world.register()).account;
  const living = processOf(world.deps);
  await bindWechat(living, accountId, `unbound-${accountId} 1`);
  const viewer = { accountId, sessionId: 's' };
  const { report } = await unbindLoginMethod(living)(viewer, { kind: 'EMAIL' });
  await expect(unbindLoginMethod(dyingAtTheTrail(living))(viewer, { kind: 'EMAIL', reportId: report!.id })).rejects.toThrow(/killed/);
  expect(await kindsOf(accountId)).toEqual(['EMAIL', 'WECHAT']);
  expect((await unbindLoginMethod(living)(viewer, { kind: 'EMAIL', reportId: report!.id })).refusals).toEqual([]);
  expect(await kindsOf(accountId)).toEqual(['WECHAT']);
  // What nobody can sign in with any more is not kept.
  expect(await findPassword(world.store.read, world.deps.vault, accountId)).toBeNull();
});

test('while security does not answer the registration method stays, and WeChat, which a protection may check by; the rest goes on', async () => {
  const { id: accountId } = (await world.register()).account;
  const living = processOf(world.deps);
  const alone: Deps = { ...living, security: { ...living.security, read: async () => Promise.reject(new Error('no answer')) } };
  await bindWechat(alone, accountId, `alone-${accountId} 1`);
  const viewer = { accountId, sessionId: 's' };
  const byQq: Deps = { ...alone, scans: { ...alone.scans, identify: async () => ok({ kind: 'QQ', subject: accountId, name: null, mayBeBound: true }) } };
  expect((await bindLoginMethod(byQq)(viewer, { kind: 'QQ', ticket: 'qq', syncContacts: true })).ok).toBe(true);
  for (const kind of ['EMAIL', 'WECHAT'] as const) await expect(unbindLoginMethod(alone)(viewer, { kind })).rejects.toMatchObject({ extensions: { code: 'PART_UNAVAILABLE' } });
  expect((await unbindLoginMethod(alone)(viewer, { kind: 'QQ' })).refusals).toEqual([]);
  expect(await kindsOf(accountId)).toEqual(['EMAIL', 'WECHAT']);
});

test('an account that is being closed binds nothing more, and its reports go with it', async () => {
  const { id: accountId } = (await world.register()).account;
  const living = processOf(world.deps);
  await bindWechat(living, accountId, `closed-${accountId} 1`);
  await unbindLoginMethod(living)({ accountId, sessionId: 's' }, { kind: 'EMAIL' });
  expect(await world.store.read.countBy(unbindReportEntity, { accountId })).toBe(1);
  await markAccountClosing(world.deps)(accountId);
  expect((await unbindLoginMethod(living)({ accountId, sessionId: 's' }, { kind: 'WECHAT' })).refusals).toMatchObject([{ code: 'LOGIN_METHOD_NOT_BOUND' }]);
  expect(await bindWechat(living, accountId, `again-${accountId} 1`)).toBe('LOGIN_METHOD_NOT_OFFERED');
  await eraseAccount(world.deps)(accountId);
  expect(await world.store.read.countBy(unbindReportEntity, { accountId })).toBe(0);
  expect(await placesOf('WECHAT', `closed-${accountId}`)).toBe(0);
});
