import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSecurityWorld } from '../../../test/support/open-security-world.ts';
import { answerChallenge } from '../challenges/answer-challenge.ts';
import { findChallenge } from '../challenges/challenge-store.ts';
import { sendChallengeCode } from '../challenges/send-challenge-code.ts';
import { insertDevice } from '../mfa/mfa-store.ts';
import { endAccountSessions } from '../sessions/end-account-sessions.ts';
import { sessionEntity } from '../sessions/session.entity.ts';
import { isAnswered } from './owner-check-rules.ts';
import { startOwnerCheck } from './start-owner-check.ts';
import { useOwnerCheck } from './use-owner-check.ts';

type World = Awaited<ReturnType<typeof openSecurityWorld>>;
let world: World;
beforeAll(async () => {
  world = await openSecurityWorld();
});
afterAll(() => world.close());

type Account = Awaited<ReturnType<World['openAccount']>>;

const start = ({ accountId }: Pick<Account, 'accountId'>, requestId = 'reset-1') => startOwnerCheck(world.deps, { requestId, accountId, without: ['EMAIL'], language: 'en' });

const receiveCode = async ({ phone }: Account, challengeId: string): Promise<string> => {
  expect(await sendChallengeCode(world.deps, null, challengeId, 'SMS')).toMatchObject({ ok: true });
  return /\d{6}/.exec((await world.sentTo(phone)).at(-1)!.text)![0];
};

const isChecked = async ({ accountId }: Pick<Account, 'accountId'>, id: string) => isAnswered(await findChallenge(world.store.read, id), accountId, world.clock.now());

/** A check that its owner has answered, without being signed in. */
const pass = async (account: Account): Promise<string> => {
  const challenge = (await start(account))!;
  expect(await answerChallenge(world.deps, null, { challengeId: challenge.id, method: 'SMS', code: await receiveCode(account, challenge.id) })).toEqual({ ok: true, value: { session: null, steppedUpUntil: null } });
  return challenge.id;
};

test('asks by what is set up and was not proved already, the device first', async () => {
  const account = await world.openAccount();
  expect(await start(account)).toMatchObject({ purpose: 'PASSWORD_RESET', methods: ['SMS'], sessionId: null, operation: null });
  await world.store.transaction((transaction) =>
    insertDevice(transaction, { id: `device-${account.accountId}`, accountId: account.accountId, kind: 'VIRTUAL', name: 'MFA', secret: '', boundAt: 0, lastStep: 0, failures: 0, serialNumber: null }),
  );
  expect(await start(account, 'reset-2')).toMatchObject({ methods: ['MFA', 'SMS'] });
});

test('is none where nothing is left to ask, and for an account that is not known here', async () => {
  expect(await start(await world.openAccount({ phone: null }))).toBeNull();
  expect(await start({ accountId: '999999999999' })).toBeNull();
});

test('is one for fifty repetitions at once', async () => {
  const account = await world.openAccount();
  const challenges = await Promise.all(Array.from({ length: 50 }, () => start(account)));
  expect(new Set(challenges.map((challenge) => challenge?.id)).size).toBe(1);
  expect(await start(account)).toMatchObject({ id: challenges[0]!.id });
});

test('says in its code what the code is for', async () => {
  const account = await world.openAccount();
  await receiveCode(account, (await start(account))!.id);
  expect((await world.sentTo(account.phone)).at(-1)!.text).toContain('set a new password');
});

test('opens no session and strengthens none', async () => {
  const account = await world.openAccount();
  await pass(account);
  const sessions = await world.store.read.findBy(sessionEntity, { accountId: account.accountId });
  expect(sessions).toMatchObject([{ id: account.session.id, steppedUpUntil: null }]);
});

test('stays answered until it is used, which of fifty requests at once one may, and for its own account alone', async () => {
  const account = await world.openAccount();
  const id = await pass(account);
  expect(await isChecked(account, id)).toBe(true);
  expect(await isChecked({ accountId: '100000000000' }, id)).toBe(false);
  expect(await useOwnerCheck(world.deps, '100000000000', id)).toBe(false);
  const uses = await Promise.all(Array.from({ length: 50 }, () => useOwnerCheck(world.anotherProcess(), account.accountId, id)));
  expect(uses.filter(Boolean)).toHaveLength(1);
  expect(await isChecked(account, id)).toBe(false);
  // Whoever has to begin anew gets another to answer.
  expect((await start(account))?.id).not.toBe(id);
});

test('is of no use before it is answered, once it has expired, and after the sessions were ended', async () => {
  const [first, second, third] = [await world.openAccount(), await world.openAccount(), await world.openAccount()];
  const open = (await start(first))!;
  expect(await isChecked(first, open.id)).toBe(false);
  expect(await useOwnerCheck(world.deps, first.accountId, open.id)).toBe(false);
  const ended = await pass(third);
  await endAccountSessions(world.deps, { accountId: third.accountId, keepSessionId: third.session.id, askedBy: null });
  expect(await useOwnerCheck(world.deps, third.accountId, ended)).toBe(false);
  const late = await pass(second);
  world.clock.move(10 * 60_000);
  expect(await isChecked(second, late)).toBe(false);
  expect(await useOwnerCheck(world.deps, second.accountId, late)).toBe(false);
});

test('takes as many wrong answers as the policy says, also fifty at once, and a repetition gives no further ones', async () => {
  const account = await world.openAccount();
  const challenge = (await start(account))!;
  const code = await receiveCode(account, challenge.id);
  const wrong = `${(Number(code[0]) + 1) % 10}${code.slice(1)}`;
  const answer = (given: string) => answerChallenge(world.deps, null, { challengeId: challenge.id, method: 'SMS', code: given });
  const outcomes = await Promise.all(Array.from({ length: 50 }, () => answer(wrong)));
  const codes = outcomes.map((outcome) => (outcome.ok ? 'passed' : outcome.refusals[0]!.code));
  expect(codes.filter((each) => each === 'CODE_WRONG')).toHaveLength(5);
  expect(codes.filter((each) => each === 'CHALLENGE_TRIES_USED_UP')).toHaveLength(45);
  expect(await answer(code)).toMatchObject({ ok: false, refusals: [{ code: 'CHALLENGE_TRIES_USED_UP' }] });
  expect((await start(account))?.id).toBe(challenge.id);
});
