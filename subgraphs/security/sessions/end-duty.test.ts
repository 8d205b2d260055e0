import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSecurityWorld } from '../../../test/support/open-security-world.ts';
import { hashSecret } from '../../shared/vault.ts';
import { answerChallenge } from '../challenges/answer-challenge.ts';
import { sendChallengeCode } from '../challenges/send-challenge-code.ts';
import { changeSettings, findSettings } from '../settings/settings-store.ts';
import { beginSession } from './begin-session.ts';
import { endDuty } from './end-duty.ts';
import { sessionOfToken } from './session-of-token.ts';

type World = Awaited<ReturnType<typeof openSecurityWorld>>;
let world: World;
beforeAll(async () => {
  world = await openSecurityWorld();
});
afterAll(() => world.close());

const dutyOf = async (token: string) => (await sessionOfToken(world.deps, hashSecret(token), null))?.duty;
const begin = (accountId: string, attemptId: string) =>
  beginSession(world.deps, { attemptId, accountId, phone: null, email: null, device: null, address: null, language: 'en', duty: 'ACTIVATE_ACCOUNT' });

test('a session keeps what has to be done first until it is done, with whichever session', async () => {
  const { accountId, token } = await world.openAccount({ duty: 'ACTIVATE_ACCOUNT' });
  const { session } = await begin(accountId, 'second');
  expect([await dutyOf(token), await dutyOf(session!.token)]).toEqual(['ACTIVATE_ACCOUNT', 'ACTIVATE_ACCOUNT']);
  await endDuty(world.deps, accountId, 'CHANGE_PASSWORD');
  expect(await dutyOf(token)).toBe('ACTIVATE_ACCOUNT');
  await endDuty(world.deps, accountId, 'ACTIVATE_ACCOUNT');
  await endDuty(world.deps, accountId, 'ACTIVATE_ACCOUNT');
  expect([await dutyOf(token), await dutyOf(session!.token)]).toEqual([null, null]);
});

test('a challenge hands it on to its session, unless it was done meanwhile', async () => {
  const { accountId, phone } = await world.openAccount({ duty: 'ACTIVATE_ACCOUNT' });
  const settings = (await findSettings(world.store.read, accountId))!;
  await world.store.transaction((transaction) => changeSettings(transaction, settings, { loginProtection: ['SMS'] }));
  const finish = async (attemptId: string, meanwhile: () => Promise<void>): Promise<string> => {
    const { challenge } = await begin(accountId, attemptId);
    await sendChallengeCode(world.deps, null, challenge!.id, 'SMS');
    const code = /\d{6}/.exec((await world.sentTo(phone)).at(-1)!.text)![0];
    await meanwhile();
    const answered = await answerChallenge(world.deps, null, { challengeId: challenge!.id, method: 'SMS', code });
    if (!answered.ok) throw new Error(answered.refusals[0]!.code);
    return answered.value.session!.token;
  };
  expect(await dutyOf(await finish('second', async () => undefined))).toBe('ACTIVATE_ACCOUNT');
  expect(await dutyOf(await finish('third', () => endDuty(world.deps, accountId, 'ACTIVATE_ACCOUNT')))).toBeNull();
});
