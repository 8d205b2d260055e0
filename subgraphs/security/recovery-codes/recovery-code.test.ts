import { afterAll, beforeAll, expect, test } from 'vitest';
import { openSecurityWorld } from '../../../test/support/open-security-world.ts';
import { answerChallenge } from '../challenges/answer-challenge.ts';
import { startChallenge } from '../challenges/start-challenge.ts';
import type { Deps } from '../deps.ts';
import { eraseSecurity } from '../erasure/erase-security.ts';
import { insertDevice } from '../mfa/mfa-store.ts';
import { generateRecoveryCodes } from './generate-recovery-codes.ts';
import { newRecoveryCode, normaliseRecoveryCode } from './recovery-code.ts';
import { countUnusedCodes, findCodeSet } from './recovery-code-store.ts';

type World = Awaited<ReturnType<typeof openSecurityWorld>>;
let world: World;
beforeAll(async () => {
  world = await openSecurityWorld();
});
afterAll(() => world.close());

test.for([
  ['ABCD-EFGH-JKMN-PQRS', 'ABCDEFGHJKMNPQRS'],
  [' abcd efgh\tjkmn–pqrs'.replace('–', '-'), 'ABCDEFGHJKMNPQRS'],
  ['ＡＢＣＤ', 'ABCD'],
  ['OoIiLl', '001111'],
  ['', ''],
] as const)('%j is read as %j', ([typed, read]) => {
  expect(normaliseRecoveryCode(typed)).toBe(read);
});

test('a code has the length that is asked for, in groups, and every letter of the alphabet comes', () => {
  const codes = Array.from({ length: 500 }, () => newRecoveryCode(16));
  expect(new Set(codes).size).toBe(500);
  for (const code of codes) expect(normaliseRecoveryCode(code)).toHaveLength(16);
  expect(new Set(codes.join('').replaceAll('-', '')).size).toBe(32);
  expect(newRecoveryCode(13)).toMatch(/^\w{4}-\w{4}-\w{4}-\w$/);
});

type Account = Awaited<ReturnType<World['openAccount']>>;

const openWithCodes = async (): Promise<{ account: Account; codes: string[] }> => {
  const account = await world.openAccount();
  const { accountId, viewer } = account;
  await world.store.transaction((transaction) => insertDevice(transaction, { id: `device-${accountId}`, accountId, kind: 'VIRTUAL', name: 'MFA', secret: '', boundAt: 0, lastStep: 0, failures: 0, serialNumber: null }));
  const made = await generateRecoveryCodes(world.deps, viewer);
  if (!made.ok) throw new Error('No codes were made.');
  return { account, codes: made.value };
};

const answerWith = async (deps: Deps, { viewer }: Account, code: string) => {
  const challenge = await startChallenge(deps, viewer, { operation: 'BIND_MFA', productOperation: null, method: 'RECOVERY_CODE', language: 'en' });
  if (!challenge.ok) throw new Error('No challenge was opened.');
  return answerChallenge(deps, viewer, { challengeId: challenge.value.id, method: 'RECOVERY_CODE', code });
};

test('of fifty requests with one code, at two processes, one is right, and the holder is told once', async () => {
  const { account, codes } = await openWithCodes();
  const outcomes = await Promise.all(Array.from({ length: 50 }, (_, index) => answerWith(index % 2 ? world.deps : world.anotherProcess(), account, codes[0]!)));
  expect(outcomes.filter(({ ok }) => ok)).toHaveLength(1);
  const told = (await world.sentTo(account.phone)).filter(({ text }) => text.includes('was used'));
  expect(told).toMatchObject([{ text: expect.stringContaining('unused ones left: 9') }]);
});

test('a process that fails half way leaves the code good, and the attempt counted', async () => {
  const { account, codes } = await openWithCodes();
  const failing: Deps = {
    ...world.deps,
    audit: {
      ...world.deps.audit,
      record: (transaction, entry) => (entry.event === 'CHALLENGE_PASSED' ? Promise.reject(new Error('The process ends here.')) : world.deps.audit.record(transaction, entry)),
    },
  };
  await expect(answerWith(failing, account, codes[0]!)).rejects.toThrow('The process ends here.');
  expect(await countUnusedCodes(world.store.read, account.accountId)).toBe(10);
  expect((await findCodeSet(world.store.read, account.accountId))!.failures).toBe(1);
  expect(await answerWith(world.deps, account, codes[0]!)).toMatchObject({ ok: true });
  expect((await findCodeSet(world.store.read, account.accountId))!.failures).toBe(0);
});

test('of several new sets at once one stays, whole', async () => {
  const { account } = await openWithCodes();
  const made = await Promise.all(Array.from({ length: 10 }, () => generateRecoveryCodes(world.anotherProcess(), account.viewer)));
  expect(await countUnusedCodes(world.store.read, account.accountId)).toBe(10);
  const good: number[] = [];
  for (const set of made) if (set.ok && (await answerWith(world.deps, account, set.value[0]!)).ok) good.push(1);
  expect(good).toHaveLength(1);
});

test('the codes are erased with the account', async () => {
  const { account } = await openWithCodes();
  await eraseSecurity(world.deps, account.accountId);
  expect(await countUnusedCodes(world.store.read, account.accountId)).toBe(0);
  expect(await findCodeSet(world.store.read, account.accountId)).toBeNull();
});

test('where nothing is bound that they would stand in for, none are made', async () => {
  const { viewer } = await world.openAccount();
  expect(await generateRecoveryCodes(world.deps, viewer)).toMatchObject({ ok: false, refusals: [{ code: 'MFA_NOT_BOUND' }] });
  expect(await findCodeSet(world.store.read, viewer.accountId)).toBeNull();
});
