import { setTimeout as pause } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createClient, type Answer, type Client } from '../support/client.ts';
import { startGraph, type TestGraph } from '../support/graph.ts';
import { register, sendSignIn, stepUp, type Member } from '../support/journeys.ts';
import { bindScanned, codesOf, newPerson, payloadOf, prepareScan, sendBind } from '../support/login-methods.ts';
import { answerByScan, scanAs, scanForChallenge, sendChallengeScan, sendScanAnswer, sendStartScan, stepUpByScan, type Deed } from '../support/scans.ts';
import { receiveLink, reset } from '../support/passwords.ts';
import { newPassword } from '../support/people.ts';
import { sharedClient } from '../support/shared-graph.ts';
import { openStepUp, readSecurity, setProtection, tally } from '../rules/security/steps.ts';

const client = sharedClient();

interface Protected {
  member: Member;
  wechat: Deed;
}

/** An account whose sign-in by password is checked by its WeChat. */
const registerProtected = async (of: Client = client): Promise<Protected> => {
  const [member, wechat] = [await register(of), newPerson('WECHAT')];
  await bindScanned(of, member, 'WECHAT', wechat);
  await stepUpByScan(of, member, 'SET_LOGIN_PROTECTION', wechat);
  expect((await setProtection(of, member.token, 'setLoginProtection', ['WECHAT'])).userErrors).toEqual([]);
  return { member, wechat };
};

const meetChallenge = async ({ email, password }: Member, of: Client = client): Promise<string> => {
  const { session, challenge } = payloadOf(await sendSignIn(of, email, password));
  expect(session).toBeNull();
  return challenge.id;
};

const sessionsOf = async (member: Pick<Member, 'token'>, of: Client = client): Promise<number> =>
  (await of.send('{ viewer { security { sessions(first: 50) { nodes { id } } } } }', {}, { token: member.token })).data.viewer.security.sessions.nodes.length;

const outcome = (answer: Answer): string => {
  if (answer.errors.length > 0) return answer.errors[0]!.extensions.code;
  return answer.data.answerChallenge.userErrors[0]?.code ?? 'PASSED';
};

/** What comes of an answer with that scan. */
const answerWith = async (challengeId: string, scan: Parameters<typeof sendScanAnswer>[2], token?: string, of: Client = client): Promise<string> => outcome(await sendScanAnswer(of, challengeId, scan, token));

test('security check 54: a scan answers the challenge that it was started for, and no other of the same account or of another', async () => {
  const [{ member, wechat }, other] = [await registerProtected(), await registerProtected()];
  const [first, second, foreign] = [await meetChallenge(member), await meetChallenge(member), await meetChallenge(other.member)];
  const scan = await scanForChallenge(client, first, wechat);
  expect(await answerWith(second, scan)).toBe('SCAN_NOT_FOUND');
  expect(await answerWith(foreign, scan)).toBe('SCAN_NOT_FOUND');
  // A scan for the challenge of another account, by the right WeChat of this one.
  expect(await answerWith(first, await scanForChallenge(client, foreign, wechat))).toBe('SCAN_NOT_FOUND');
  expect(await answerWith(first, scan)).toBe('PASSED');
});

test('security check 54: what was started to sign in or to bind answers no challenge, and the other way round', async () => {
  const { member, wechat } = await registerProtected();
  const id = await meetChallenge(member);
  expect(await answerWith(id, await scanAs(client, 'WECHAT', wechat))).toBe('SCAN_NOT_FOUND');
  expect(await answerWith(id, await scanAs(client, 'WECHAT', wechat, { purpose: 'BIND', token: member.token }))).toBe('SCAN_NOT_FOUND');
  const scan = await scanForChallenge(client, id, wechat);
  const signedIn = await client.send('mutation($input: SignInInput!) { signIn(input: $input) { session { id } unknownIdentity { kind } userErrors { code } } }', { input: { method: 'THIRD_PARTY', ...scan } });
  expect(signedIn.data.signIn).toEqual({ session: null, unknownIdentity: null, userErrors: [{ code: 'SCAN_NOT_FOUND' }] });
  const thief = await register(client);
  await stepUp(client, thief, 'BIND_LOGIN_METHOD');
  expect(codesOf(await sendBind(client, thief, { kind: 'WECHAT', ...scan }))).toEqual(['SCAN_NOT_FOUND']);
  expect(await answerWith(id, scan)).toBe('PASSED');
});

test('security check 54: a scan is good for two minutes and for one answer, also where that was wrong', async () => {
  const { member, wechat } = await registerProtected();
  const [late, wrong, right] = [await meetChallenge(member), await meetChallenge(member), await meetChallenge(member)];
  const stranger = await scanForChallenge(client, wrong, newPerson('WECHAT'));
  expect(await answerWith(wrong, stranger)).toBe('SCAN_IDENTITY_WRONG');
  expect(await answerWith(wrong, stranger)).toBe('SCAN_NOT_FOUND');
  const used = await scanForChallenge(client, right, wechat);
  expect(await answerWith(right, used)).toBe('PASSED');
  expect(await answerWith(right, used)).toBe('CHALLENGE_NOT_FOUND');
  expect(await answerWith(wrong, used)).toBe('SCAN_NOT_FOUND');

  const scan = await scanForChallenge(client, late, wechat);
  await client.advance('PT2M');
  expect(await answerWith(late, scan)).toBe('SCAN_NOT_FOUND');
  expect(await answerWith(late, await scanForChallenge(client, late, wechat))).toBe('PASSED');
});

test('without a scan, with a made-up ticket or a made-up code nothing is opened, and five such answers end the challenge', async () => {
  const { member, wechat } = await registerProtected();
  const id = await meetChallenge(member);
  const before = await sessionsOf(member);
  const { ticket } = await scanForChallenge(client, id, wechat);
  expect(await answerWith(id, null)).toBe('FIELD_REQUIRED');
  expect(await answerWith(id, { ticket: 'ab'.repeat(16), authorisationCode: 'code' })).toBe('SCAN_NOT_FOUND');
  expect(await answerWith(id, { ticket, authorisationCode: 'guessed' })).toBe('PROVIDER_REFUSED');
  for (let time = 0; time < 3; time += 1) expect((await answerByScan(client, id, newPerson('WECHAT'))).userErrors[0].code).toBe('SCAN_IDENTITY_WRONG');
  // By now not even the right one, and no scan is started either.
  expect(await answerWith(id, { ticket, authorisationCode: 'guessed' })).toBe('CHALLENGE_TRIES_USED_UP');
  expect((await sendChallengeScan(client, id)).data.startScan).toMatchObject({ ticket: null, url: null, userErrors: [{ code: 'CHALLENGE_NOT_FOUND', path: ['challengeId'] }] });
  expect(await sessionsOf(member)).toBe(before);
});

test('the scan of a step-up is started and used by its own session alone', async () => {
  const { member, wechat } = await registerProtected();
  const other = await register(client);
  const { id } = await openStepUp(client, member.token, 'BIND_MFA');
  const { session } = await answerByScan(client, await meetChallenge(member), wechat);
  for (const token of [undefined, other.token, session.token]) {
    expect((await sendChallengeScan(client, id, token)).data.startScan.userErrors).toMatchObject([{ code: 'CHALLENGE_NOT_FOUND', path: ['challengeId'] }]);
  }
  const scan = await scanForChallenge(client, id, wechat, member.token);
  for (const token of [undefined, other.token, session.token]) expect(await answerWith(id, scan, token)).toBe('CHALLENGE_NOT_FOUND');
  expect((await readSecurity(client, session.token)).steppedUpUntil).toBeNull();
  expect(await answerWith(id, scan, member.token)).toBe('PASSED');
});

test('a scan is started for an open challenge that lists WeChat, by WeChat; all else is refused', async () => {
  const { member } = await registerProtected();
  const id = await meetChallenge(member);
  const refusal = async (input: Record<string, unknown>, token?: string): Promise<string> => (await sendStartScan(client, { purpose: 'CHALLENGE', ...input }, { token })).data.startScan.userErrors[0]?.code;
  for (const kind of ['QQ', 'WECOM', 'WECHAT_OFFICIAL', 'WEIBO', 'APP']) expect(await refusal({ kind, challengeId: id })).toBe('SCAN_KIND_NOT_OFFERED');
  expect(await refusal({ kind: 'WECHAT' })).toBe('FIELD_REQUIRED');
  expect(await refusal({ kind: 'WECHAT', challengeId: 'challenge_x' })).toBe('CHALLENGE_NOT_FOUND');
  const without = await register(client);
  const { id: byPhone } = await openStepUp(client, without.token, 'BIND_MFA');
  expect(await refusal({ kind: 'WECHAT', challengeId: byPhone }, without.token)).toBe('CHALLENGE_NOT_FOUND');
  await client.advance('PT10M');
  expect(await refusal({ kind: 'WECHAT', challengeId: id })).toBe('CHALLENGE_NOT_FOUND');
});

test('of fifty answers at once with the right scan one opens a session, and five are judged', async () => {
  const { member, wechat } = await registerProtected();
  const id = await meetChallenge(member);
  const [scan, before] = [await scanForChallenge(client, id, wechat), await sessionsOf(member)];
  const outcomes = tally(await Promise.all(Array.from({ length: 50 }, () => answerWith(id, scan))));
  expect(outcomes['PASSED']).toBe(1);
  expect(Object.keys(outcomes).filter((code) => !['PASSED', 'SCAN_NOT_FOUND', 'CHALLENGE_TRIES_USED_UP', 'CHALLENGE_NOT_FOUND'].includes(code))).toEqual([]);
  expect(outcomes['SCAN_NOT_FOUND'] ?? 0).toBeLessThanOrEqual(4);
  expect(await sessionsOf(member)).toBe(before + 1);
});

test('of five answers at once with five right scans one opens a session', async () => {
  const { member, wechat } = await registerProtected();
  const id = await meetChallenge(member);
  const scans = [];
  for (let index = 0; index < 5; index += 1) scans.push(await scanForChallenge(client, id, wechat));
  expect(tally(await Promise.all(scans.map((scan) => answerWith(id, scan))))).toEqual({ PASSED: 1, CHALLENGE_NOT_FOUND: 4 });
});

test('security check 69: who resets the password and has a WeChat may prove by it who is there', async () => {
  const { member, wechat } = await registerProtected();
  const { token } = await receiveLink(client, member.email);
  const input = { token, newPassword: newPassword() };
  const { challenge } = await reset(client, input);
  expect(challenge.methods).toContain('WECHAT');
  expect((await answerByScan(client, challenge.id, newPerson('WECHAT'))).userErrors).toMatchObject([{ code: 'SCAN_IDENTITY_WRONG' }]);
  expect(await reset(client, { ...input, challengeId: challenge.id })).toMatchObject({ isReset: false });
  expect(await answerByScan(client, challenge.id, wechat)).toMatchObject({ isPassed: true, session: null, steppedUpUntil: null });
  expect(await reset(client, { ...input, challengeId: challenge.id })).toMatchObject({ isReset: true, userErrors: [] });
});

describe('when a part or WeChat does not answer', () => {
  let graph: TestGraph;
  let own: Client;

  beforeAll(async () => {
    graph = await startGraph();
    own = createClient(graph);
  });
  afterAll(() => graph.stop());

  const signal = (service: 'sandbox', name: NodeJS.Signals): boolean => process.kill(graph.pids()[service]!, name);

  test('while account does not answer nothing is told and nothing opened; the challenge can be answered afterwards', async () => {
    const { member, wechat } = await registerProtected(own);
    const id = await meetChallenge(member, own);
    const scan = await scanForChallenge(own, id, wechat);
    await graph.kill('account', 'SIGKILL');
    expect(await answerWith(id, scan, undefined, own)).toBe('PART_UNAVAILABLE');
    await graph.start('account');
    expect(await answerWith(id, scan, undefined, own)).toBe('PASSED');
  });

  test('while security does not answer no scan is started', async () => {
    const { member } = await registerProtected(own);
    const id = await meetChallenge(member, own);
    await graph.kill('security', 'SIGKILL');
    expect((await sendChallengeScan(own, id)).errors[0]!.extensions.code).toBe('PART_UNAVAILABLE');
    await graph.start('security');
    expect((await sendChallengeScan(own, id)).data.startScan.userErrors).toEqual([]);
  });

  test('while WeChat does not answer the challenge stays open, and a new scan answers it', async () => {
    const { member, wechat } = await registerProtected(own);
    const id = await meetChallenge(member, own);
    const scan = await scanForChallenge(own, id, wechat);
    signal('sandbox', 'SIGSTOP');
    const answered = await answerWith(id, scan, undefined, own);
    signal('sandbox', 'SIGCONT');
    expect(answered).toBe('PROVIDER_UNAVAILABLE');
    // It has the code by now, and takes it once.
    expect((await answerByScan(own, id, wechat)).session).not.toBeNull();
  });

  test('account killed while it asks WeChat leaves nothing half done: the answer opens nothing, a new scan does', async () => {
    const { member, wechat } = await registerProtected(own);
    const id = await meetChallenge(member, own);
    const [scan, before] = [await scanForChallenge(own, id, wechat), await sessionsOf(member, own)];
    signal('sandbox', 'SIGSTOP');
    const under = answerWith(id, scan, undefined, own);
    await pause(700);
    await graph.kill('account', 'SIGKILL');
    signal('sandbox', 'SIGCONT');
    expect(await under).toBe('PART_UNAVAILABLE');
    await graph.start('account');
    expect(await sessionsOf(member, own)).toBe(before);
    // Whether WeChat has given the code out nobody knows: that scan is over.
    expect(await answerWith(id, scan, undefined, own)).toBe('SCAN_NOT_FOUND');
    expect((await answerByScan(own, id, wechat)).session).not.toBeNull();
    expect(await sessionsOf(member, own)).toBe(before + 1);
  });

  test('security killed while fifty answers are under way opens at most one session, and the holder comes in afterwards', async () => {
    const { member, wechat } = await registerProtected(own);
    const id = await meetChallenge(member, own);
    const [scan, before] = [await scanForChallenge(own, id, wechat), await sessionsOf(member, own)];
    const under = Array.from({ length: 50 }, () => answerWith(id, scan, undefined, own).catch(() => 'LOST'));
    await Promise.race(under);
    await graph.kill('security', 'SIGKILL');
    const passed = (await Promise.all(under)).filter((each) => each === 'PASSED').length;
    expect(passed).toBeLessThanOrEqual(1);
    await graph.start('security');
    const opened = (await sessionsOf(member, own)) - before;
    expect(opened).toBeGreaterThanOrEqual(passed);
    expect(opened).toBeLessThanOrEqual(1);
    expect((await answerByScan(own, await meetChallenge(member, own), wechat)).session).not.toBeNull();
  });

  test('a WeChat that was bound while security had died is a check method as soon as security is back', async () => {
    const [member, wechat] = [await register(own), newPerson('WECHAT')];
    await stepUp(own, member, 'BIND_LOGIN_METHOD');
    const input = await prepareScan(own, member, 'WECHAT', wechat);
    // Security has allowed it, and dies while WeChat is being asked.
    signal('sandbox', 'SIGSTOP');
    const binding = sendBind(own, member, input);
    await pause(700);
    await graph.kill('security', 'SIGKILL');
    signal('sandbox', 'SIGCONT');
    expect(codesOf(await binding)).toEqual([]);
    await graph.start('security');
    await expect.poll(async () => (await openStepUp(own, member.token, 'BIND_MFA')).methods, { timeout: 40_000 }).toContain('WECHAT');
  });
});
