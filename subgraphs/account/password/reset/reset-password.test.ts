import { afterAll, beforeAll, expect, test } from 'vitest';
import { caller, openAccountWorld } from '../../../../test/support/open-account-world.ts';
import { newEmail, newPhone } from '../../../../test/support/people.ts';
import { noticeJob, type Notice } from '../../../shared/notices/notices.ts';
import { openAccount, type Opening } from '../../accounts/open-account.ts';
import { moveAccount } from '../../accounts/account-store.ts';
import type { Deps } from '../../deps.ts';
import type { Challenge } from '../../schema.generated.ts';
import { findPassword } from '../password-store.ts';
import { settlePasswordJob } from '../settle-password.ts';
import { requestPasswordReset } from './request-password-reset.ts';
import { resetPassword } from './reset-password.ts';
import { sendReset, sendResetJob, type SendReset } from './send-reset.ts';

type World = Awaited<ReturnType<typeof openAccountWorld>>;

/** A policy that sends links and asks who is there, and one that sends codes. */
let byLink: World;
let byCode: World;

beforeAll(async () => {
  [byLink, byCode] = [await openAccountWorld('tencent'), await openAccountWorld('huawei')];
});
afterAll(() => Promise.all([byLink.close(), byCode.close()]));

const fresh = 'Fresh-Password-1 of a tiger';
const tencentFresh = 'Fresh-Password-1';
const old = 'Former-Password-1 of a tiger';

const jobsOf = async <T>({ store, deps }: World, kind: string): Promise<T[]> => {
  const rows = (await store.read.query(`SELECT payload FROM job WHERE kind = '${kind}'`)) as { payload: string }[];
  return rows.map(({ payload }) => JSON.parse(deps.vault.open(payload)) as T);
};

/** What an address is sent, once a worker has done what was asked for. */
const sentTo = async (world: World, to: string): Promise<string[]> => {
  for (const job of await jobsOf<SendReset>(world, sendResetJob)) await sendReset(world.deps)(job);
  await world.store.transaction((transaction) => transaction.delete('job', { kind: sendResetJob }));
  return (await jobsOf<Notice>(world, noticeJob)).filter((notice) => notice.to === to).map(({ text }) => text);
};

const codeIn = (texts: string[]): string => /\d{6}/.exec(texts.at(-1) ?? '')?.[0] ?? 'none';

const open = async (world: World, given: Partial<Opening> & Pick<Opening, 'identity'>) => {
  const passwordHash = given.passwordHash === null ? null : await world.deps.hashing.hash(old);
  const opening: Opening = { kind: world.deps.policy.signIn.accountKinds[0]!.kind, status: 'ACTIVE', country: 'CN', language: 'EN', username: null, identityName: null, phone: null, email: null, nickname: null, consents: [], ...given, passwordHash };
  const opened = await world.store.transaction((transaction) => openAccount(world.deps, transaction, opening));
  if (!opened.ok) throw new Error(opened.refusals[0]!.code);
  return opened.value;
};

const passwordOf = async ({ store, deps }: World, accountId: string, password: string): Promise<boolean> => deps.hashing.verify(password, (await findPassword(store.read, deps.vault, accountId))?.hash ?? null);

const notFound = (field: string) => ({ ok: false, refusals: [{ code: 'RESET_NOT_FOUND', path: [field] }] });
const done = { ok: true, value: { isReset: true, challenge: null, accounts: null } };

test('with a code: what was sent to the e-mail address sets the password, once', async () => {
  const email = newEmail();
  const { id } = await open(byCode, { identity: { kind: 'EMAIL', subject: email }, email });
  expect(await requestPasswordReset(byCode.deps)({ account: email }, caller)).toMatchObject({ ok: true, value: { resendAfter: 60_000 } });
  const code = codeIn(await sentTo(byCode, email));
  const reset = (given: object) => resetPassword(byCode.deps)({ account: email, code, newPassword: fresh, ...given }, 'en');
  expect(await reset({ code: code === '000000' ? '000001' : '000000' })).toEqual(notFound('code'));
  expect(await reset({ account: newEmail() })).toEqual(notFound('code'));
  expect(await passwordOf(byCode, id, old)).toBe(true);
  expect(await reset({})).toEqual(done);
  expect(await passwordOf(byCode, id, fresh)).toBe(true);
  expect(await reset({ newPassword: 'Other-Password-1 of a tiger' })).toEqual(notFound('code'));
});

test('of several accounts with one phone one is chosen, which only who has the code is shown', async () => {
  const phone = newPhone();
  const accounts = [await open(byCode, { identity: { kind: 'PHONE', subject: phone } }), await open(byCode, { identity: { kind: 'PHONE', subject: phone } })];
  await requestPasswordReset(byCode.deps)({ account: phone }, caller);
  const code = codeIn(await sentTo(byCode, phone));
  const reset = (given: object = {}) => resetPassword(byCode.deps)({ account: phone, code, newPassword: fresh, ...given }, 'en');
  expect(await reset({ code: '' })).toMatchObject({ ok: false, refusals: [{ code: 'FIELD_REQUIRED', path: ['code'] }] });
  const asked = await reset();
  expect(asked).toMatchObject({ ok: true, value: { isReset: false, challenge: null } });
  expect(asked.ok && asked.value.accounts?.map(({ id }) => id).toSorted()).toEqual(accounts.map(({ id }) => id).toSorted());
  expect(await reset({ accountId: '100000000000' })).toMatchObject({ ok: false, refusals: [{ code: 'CHOICE_NOT_FOUND', path: ['accountId'] }] });
  expect(await reset({ accountId: accounts[1]!.id })).toEqual(done);
  expect([await passwordOf(byCode, accounts[0]!.id, old), await passwordOf(byCode, accounts[1]!.id, fresh)]).toEqual([true, true]);
});

test('where the policy wants a captcha nothing is sent without it', async () => {
  const { policy } = byCode.deps;
  const solved = async (given: string | null) => (given === 'solved' ? null : { code: given === null ? ('CAPTCHA_REQUIRED' as const) : ('CAPTCHA_WRONG' as const), path: ['captcha'] });
  const deps: Deps = { ...byCode.deps, captcha: { siteKey: 'site', whyNotSolved: solved }, policy: { ...policy, password: { ...policy.password, reset: { ...policy.password.reset, wantsCaptcha: true } } } };
  const email = newEmail();
  await open(byCode, { identity: { kind: 'EMAIL', subject: email }, email });
  const ask = (given: object) => requestPasswordReset(deps)({ account: email, ...given }, caller);
  expect(await ask({})).toEqual({ ok: false, refusals: [{ code: 'CAPTCHA_REQUIRED', path: ['captcha'] }] });
  expect(await ask({ captcha: 'guessed' })).toEqual({ ok: false, refusals: [{ code: 'CAPTCHA_WRONG', path: ['captcha'] }] });
  expect(await sentTo(byCode, email)).toEqual([]);
  expect((await ask({ captcha: 'solved' })).ok).toBe(true);
  expect(codeIn(await sentTo(byCode, email))).toMatch(/^\d{6}$/);
});

test('with a user name the code goes to the phone that was typed, if it is the bound one; otherwise the answer is the same and nothing is sent', async () => {
  const [phone, stranger, username] = [newPhone(), newPhone(), `tiger-${Date.now()}`];
  const { id } = await open(byCode, { identity: { kind: 'USERNAME', subject: username }, username, phone });
  const ask = (given: object) => requestPasswordReset(byCode.deps)({ account: username, ...given }, caller);
  const shapeOf = (answer: Awaited<ReturnType<typeof ask>>) => (answer.ok ? { ...answer.value, expiresAt: 0 } : answer.refusals);
  expect(shapeOf(await ask({}))).toEqual([{ code: 'FIELD_REQUIRED', path: ['phone'] }]);
  expect(shapeOf(await ask({ phone: stranger }))).toEqual(shapeOf(await ask({ phone })));
  expect(await sentTo(byCode, stranger)).toEqual([]);
  const code = codeIn(await sentTo(byCode, phone));
  const reset = (given: object) => resetPassword(byCode.deps)({ account: username, code, newPassword: fresh, ...given }, 'en');
  expect(await reset({ phone: stranger })).toEqual(notFound('code'));
  // The same phone's code is none for the phone as a sign-in name.
  expect(await reset({ account: phone })).toEqual(notFound('code'));
  expect(await reset({ phone })).toEqual(done);
  expect(await passwordOf(byCode, id, fresh)).toBe(true);
});

test('an account that has been signed in to without a password gets its first one', async () => {
  const phone = newPhone();
  const { id } = await open(byCode, { identity: { kind: 'PHONE', subject: phone }, passwordHash: null });
  await requestPasswordReset(byCode.deps)({ account: phone }, caller);
  const code = codeIn(await sentTo(byCode, phone));
  expect(await resetPassword(byCode.deps)({ account: phone, code, newPassword: fresh }, 'en')).toEqual(done);
  expect(await passwordOf(byCode, id, fresh)).toBe(true);
});

test('an account that is being closed is as unknown, when it is asked for and when the code has come', async () => {
  const email = newEmail();
  const { id } = await open(byCode, { identity: { kind: 'EMAIL', subject: email }, email });
  await requestPasswordReset(byCode.deps)({ account: email }, caller);
  const code = codeIn(await sentTo(byCode, email));
  await byCode.store.transaction((transaction) => moveAccount(transaction, id, 'close'));
  expect(await resetPassword(byCode.deps)({ account: email, code, newPassword: fresh }, 'en')).toEqual(notFound('code'));
  const before = (await sentTo(byCode, email)).length;
  byCode.clock.move(60_000);
  expect((await requestPasswordReset(byCode.deps)({ account: email }, caller)).ok).toBe(true);
  expect(await sentTo(byCode, email)).toHaveLength(before);
});

test('of a hundred guesses at once five are looked at, and the code is good for nothing after them', async () => {
  const email = newEmail();
  await open(byCode, { identity: { kind: 'EMAIL', subject: email }, email });
  await requestPasswordReset(byCode.deps)({ account: email }, caller);
  const code = codeIn(await sentTo(byCode, email));
  const wrong = String((Number(code) + 1) % 1_000_000).padStart(6, '0');
  const guess = (given: string) => resetPassword(byCode.deps)({ account: email, code: given, newPassword: fresh }, 'en');
  for (const answer of await Promise.all(Array.from({ length: 100 }, () => guess(wrong)))) expect(answer).toEqual(notFound('code'));
  expect(await guess(code)).toEqual(notFound('code'));
});

const requestLink = async (email: string): Promise<string> => {
  await requestPasswordReset(byLink.deps)({ account: email }, caller);
  const [link] = /https:\S+/.exec((await sentTo(byLink, email)).join('\n')) ?? [];
  expect(link).toMatch(/^https:\/\/console\.example\.com\/reset-password\?token=[\w-]{43}$/);
  return new URL(link!).searchParams.get('token')!;
};

const challenge: Challenge = { id: 'challenge', purpose: 'PASSWORD_RESET', methods: ['SMS'], bindsMfaAfter: [], operation: null, reason: null, mayTrustDevice: false, expiresAt: Number.MAX_SAFE_INTEGER };
const checked = (changes: Partial<Deps['security']> = {}): Deps => ({
  ...byLink.deps,
  security: { ...byLink.deps.security, startOwnerCheck: async () => challenge, isOwnerChecked: async () => true, ...changes },
});

test('while security cannot be asked who is there nothing is changed, and the link can be used later', async () => {
  const email = newEmail();
  const { id } = await open(byLink, { identity: { kind: 'EMAIL', subject: email }, email });
  const token = await requestLink(email);
  const down = checked({ startOwnerCheck: () => Promise.reject(new Error('down')) });
  await expect(resetPassword(down)({ token, newPassword: tencentFresh, challengeId: 'challenge' }, 'en')).rejects.toMatchObject({ extensions: { code: 'PART_UNAVAILABLE' } });
  expect(await passwordOf(byLink, id, old)).toBe(true);
  expect(await resetPassword(checked())({ token, newPassword: tencentFresh, challengeId: 'challenge' }, 'en')).toEqual(done);
});

test('where nothing is set up that could be asked for, only customer service can help', async () => {
  const email = newEmail();
  await open(byLink, { identity: { kind: 'EMAIL', subject: email }, email });
  const without = checked({ startOwnerCheck: async () => null });
  expect(await resetPassword(without)({ token: await requestLink(email), newPassword: tencentFresh }, 'en')).toEqual({ ok: false, refusals: [{ code: 'CHECK_METHOD_NOT_BOUND' }] });
});

test('a failure half way changes nothing: the old password is in force, and the link still good', async () => {
  const email = newEmail();
  const { id } = await open(byLink, { identity: { kind: 'EMAIL', subject: email }, email });
  const token = await requestLink(email);
  const failing = { ...checked(), audit: { record: () => Promise.reject(new Error('disk full')) } };
  await expect(resetPassword(failing)({ token, newPassword: tencentFresh, challengeId: 'challenge' }, 'en')).rejects.toThrow('disk full');
  expect(await passwordOf(byLink, id, old)).toBe(true);
  expect(await resetPassword(checked())({ token, newPassword: tencentFresh, challengeId: 'challenge' }, 'en')).toEqual(done);
});

test('a crash after the change leaves the work of ending every session, and of using up the check', async () => {
  const email = newEmail();
  const { id } = await open(byLink, { identity: { kind: 'EMAIL', subject: email }, email });
  const token = await requestLink(email);
  // In this world nobody works off jobs, as if the process had gone.
  expect(await resetPassword(checked())({ token, newPassword: tencentFresh, challengeId: 'challenge' }, 'en')).toEqual(done);
  const left = (await jobsOf<{ accountId: string }>(byLink, settlePasswordJob)).filter(({ accountId }) => accountId === id);
  expect(left).toEqual([{ accountId: id, keepSessionId: null, ownerCheckId: 'challenge' }]);
});

test('of fifty at once with one link one wins, also from two processes; the password is the winner\'s', async () => {
  const email = newEmail();
  const { id } = await open(byLink, { identity: { kind: 'EMAIL', subject: email }, email });
  const token = await requestLink(email);
  const processes = [checked(), { ...checked(), hashing: byLink.anotherProcess().hashing }];
  const answers = await Promise.all(
    Array.from({ length: 50 }, (_, index) => resetPassword(processes[index % 2]!)({ token, newPassword: `Fresh-Password-${index}`, challengeId: 'challenge' }, 'en').catch((error: Error) => error.message)),
  );
  const won = answers.flatMap((answer, index) => (typeof answer === 'object' && answer.ok ? [index] : []));
  expect(won).toHaveLength(1);
  expect(await passwordOf(byLink, id, `Fresh-Password-${won[0]}`)).toBe(true);
});
