import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTestSandbox } from '../../../test/sandbox/start-test-sandbox.ts';
import { caller, openAccountWorld } from '../../../test/support/open-account-world.ts';
import { codeIn, visitPage } from '../../../test/support/scans.ts';
import type { Deps } from '../deps.ts';
import { insertLoginMethod } from '../login-methods/login-method-store.ts';
import { createThirdParties } from '../third-party/third-parties.ts';
import { proveChallengeScan } from './prove-challenge-scan.ts';
import { findScan } from './scan-store.ts';
import { scanIdOf } from './scan-ticket.ts';
import { createScans } from './scans.ts';
import { startChallengeScan } from './start-challenge-scan.ts';

let sandbox: Awaited<ReturnType<typeof startTestSandbox>>;
let world: Awaited<ReturnType<typeof openAccountWorld>>;

beforeAll(async () => {
  world = await openAccountWorld();
});
afterAll(() => world.close());
beforeEach(async () => {
  sandbox = await startTestSandbox();
});

/** A process whose WeChat is this test's sandbox, and whose security knows challenges by the names of their accounts. */
const processOf = (): Deps => {
  const deps = world.anotherProcess();
  const thirdParties = createThirdParties(['WECHAT'], world.identityProviders(sandbox.url), deps.log);
  const accountToScanFor = async (challengeId: string): Promise<string | null> => challengeId.split(' ')[1] ?? null;
  return { ...deps, thirdParties, scans: createScans(deps, thirdParties, deps.policy.signIn), security: { ...deps.security, accountToScanFor } };
};

let people = 0;

/** An account with a WeChat, and a challenge that asks it. */
const openAccount = async () => {
  const { account } = await world.register();
  const wechat = `wechat${(people += 1)}`;
  const { ticket, authorisationCode } = await scan(`first ${account.id}`, wechat);
  const identified = await processOf().scans.identify({ ticket, authorisationCode, purpose: 'CHALLENGE', accountId: account.id, challengeId: `first ${account.id}` });
  if (!identified.ok) throw new Error(identified.refusals[0]!.code);
  const identity = { accountKind: account.kind, kind: 'WECHAT' as const, subject: identified.value.subject };
  await world.store.transaction((transaction) => insertLoginMethod(transaction, world.deps.vault, world.deps.policy.loginMethods, { accountId: account.id, identity, isRegistrationMethod: false, boundAt: 0 }));
  return { accountId: account.id, challengeId: `challenge ${account.id}`, wechat };
};

/** Somebody scans for a challenge, and approves. */
const scan = async (challengeId: string, as: string): Promise<{ ticket: string; authorisationCode: string }> => {
  const started = await startChallengeScan(processOf())({ kind: 'WECHAT', purpose: 'CHALLENGE', challengeId }, caller.viewer);
  if (!started.ok) throw new Error(started.refusals[0]!.code);
  return { ticket: started.value.ticket, authorisationCode: codeIn((await visitPage(started.value.url, { as })).redirectTo).code! };
};

const prove = (asked: Parameters<ReturnType<typeof proveChallengeScan>>[0], deps = processOf()) => proveChallengeScan(deps)(asked);

test('the linked WeChat proves it, another one does not; either way the ticket is used up', async () => {
  const { accountId, challengeId, wechat } = await openAccount();
  for (const [as, refusal] of [[wechat, null], ['somebody-else', 'SCAN_IDENTITY_WRONG']] as const) {
    const asked = { accountId, challengeId, ...(await scan(challengeId, as)) };
    expect(await prove({ requestId: `first ${as}`, ...asked })).toBe(refusal);
    expect(await findScan(world.store.read, scanIdOf(asked.ticket))).toMatchObject({ status: 'ENDED', sealedIdentity: null });
    expect(await prove({ requestId: `second ${as}`, ...asked })).toBe('SCAN_NOT_FOUND');
  }
});

test('a repetition, also fifty at once from two processes, gets the first answer', async () => {
  const { accountId, challengeId, wechat } = await openAccount();
  const asked = { requestId: 'r1', accountId, challengeId, ...(await scan(challengeId, wechat)) };
  // What is asked in another process while the first asks WeChat is told that there is nothing; what comes after it gets its answer.
  const processes = [processOf(), processOf()];
  const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => prove(asked, processes[index % 2])));
  expect(answers).toContain(null);
  expect(answers.filter((answer) => answer !== null && answer !== 'SCAN_NOT_FOUND')).toEqual([]);
  for (const process of processes) expect(await prove(asked, process)).toBeNull();
  const refused = { requestId: 'r2', accountId, challengeId, ...(await scan(challengeId, 'somebody-else')) };
  for (let time = 0; time < 3; time += 1) expect(await prove(refused)).toBe('SCAN_IDENTITY_WRONG');
});

test('fifty different answers at once with one ticket: one proves it', async () => {
  const { accountId, challengeId, wechat } = await openAccount();
  const asked = { accountId, challengeId, ...(await scan(challengeId, wechat)) };
  const processes = [processOf(), processOf()];
  const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => prove({ requestId: `r${index}`, ...asked }, processes[index % 2])));
  expect(answers.filter((answer) => answer === null)).toHaveLength(1);
  expect(answers.filter((answer) => answer === 'SCAN_NOT_FOUND')).toHaveLength(49);
});

test('a ticket is good for its own challenge and account', async () => {
  const [one, other] = [await openAccount(), await openAccount()];
  const scanned = await scan(one.challengeId, one.wechat);
  const { accountId, challengeId } = one;
  expect(await prove({ requestId: 'a', accountId, challengeId: `another ${accountId}`, ...scanned })).toBe('SCAN_NOT_FOUND');
  expect(await prove({ requestId: 'b', accountId: other.accountId, challengeId, ...scanned })).toBe('SCAN_NOT_FOUND');
  expect(await prove({ requestId: 'c', accountId: other.accountId, challengeId: other.challengeId, ...scanned })).toBe('SCAN_NOT_FOUND');
  expect(await prove({ requestId: 'd', accountId, challengeId, ...scanned })).toBeNull();
});

test('killed between the answer of WeChat and its own, it can be asked again for the same answer', async () => {
  const { accountId, challengeId, wechat } = await openAccount();
  const asked = { requestId: 'r1', accountId, challengeId, ...(await scan(challengeId, wechat)) };
  const dying: Deps = { ...processOf(), audit: { record: async () => { throw new Error('the process was killed'); } } };
  await expect(prove(asked, dying)).rejects.toThrow('the process was killed');
  expect(await prove(asked)).toBeNull();
});

test('none is started where security knows of no such challenge, or does not answer', async () => {
  const start = (deps: Deps) => startChallengeScan(deps)({ kind: 'WECHAT', purpose: 'CHALLENGE', challengeId: 'challenge' }, null);
  expect(await start(processOf())).toEqual({ ok: false, refusals: [{ code: 'CHALLENGE_NOT_FOUND', path: ['challengeId'] }] });
  const deps = processOf();
  await expect(start({ ...deps, security: { ...deps.security, accountToScanFor: () => Promise.reject(new Error('away')) } })).rejects.toMatchObject({ extensions: { code: 'PART_UNAVAILABLE' } });
});
