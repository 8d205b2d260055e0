import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { startTestSandbox } from '../../../test/sandbox/start-test-sandbox.ts';
import { openAccountWorld } from '../../../test/support/open-account-world.ts';
import { codeIn, visitPage, type Deed } from '../../../test/support/scans.ts';
import type { Result } from '../../shared/result.ts';
import { createThirdParties } from '../third-party/third-parties.ts';
import type { StartScanInput } from '../schema.generated.ts';
import { createScans, type ScannedIdentity } from './scans.ts';
import { deleteOldScans, deleteScansOf, findScan } from './scan-store.ts';
import { scanEntity } from './scan.entity.ts';
import { newTicket, scanIdOf } from './scan-ticket.ts';
import { startScan } from './start-scan.ts';

const kinds = ['WECHAT', 'QQ', 'WECOM', 'WEIBO', 'WECHAT_OFFICIAL'] as const;
type Kind = (typeof kinds)[number];

let sandbox: Awaited<ReturnType<typeof startTestSandbox>>;
let world: Awaited<ReturnType<typeof openAccountWorld>>;

beforeAll(async () => {
  world = await openAccountWorld('tencent');
});
afterAll(() => world.close());
beforeEach(async () => {
  sandbox = await startTestSandbox();
});

/** The same store, with the providers that this test's sandbox plays. */
const parts = () => {
  const providers = world.identityProviders(sandbox.url);
  const { deps } = world;
  const thirdParties = createThirdParties([...kinds], providers, deps.log);
  const accountKinds = [{ ...deps.policy.signIn.accountKinds[0]!, thirdParties: [...kinds] }];
  const policy = { ...deps.policy, signIn: { ...deps.policy.signIn, accountKinds } };
  return { ...deps, thirdParties, policy, scans: createScans(deps, thirdParties, policy.signIn) };
};

const start = async (input: StartScanInput, accountId: string | null = null) => {
  const started = await startScan(parts())(input, { accountId, challengeId: null });
  if (!started.ok) throw new Error(started.refusals[0]!.code);
  return started.value;
};

/** Somebody has started a scan, and somebody has approved it. */
const authorised = async (kind: Kind, deed: Deed = { as: 'lin.xia' }, accountId: string | null = null) => {
  const { ticket, url } = await start({ kind, purpose: accountId ? 'BIND' : 'SIGN_IN' }, accountId);
  return { ticket, authorisationCode: codeIn((await visitPage(url, deed)).redirectTo).code!, purpose: accountId ? ('BIND' as const) : ('SIGN_IN' as const), accountId };
};

const codesOf = <T>(result: Result<T>): string[] => (result.ok ? [] : result.refusals.map(({ code }) => code));
const fifty = <T>(one: () => Promise<T>): Promise<T[]> => Promise.all(Array.from({ length: 50 }, one));
const consume = (ticket: string): Promise<boolean> => world.store.transaction((transaction) => parts().scans.consume(transaction, ticket));

test.for(kinds)('%s: the code gives the identity; after that the ticket alone does, until it is used up', async (kind) => {
  const asked = await authorised(kind);
  const { scans } = parts();
  const first = await scans.identify(asked);
  expect(first).toMatchObject({ ok: true, value: { kind, subject: expect.stringMatching(/./), name: expect.stringMatching(/^lin\.xia/) } });
  expect(await scans.identify({ ...asked, authorisationCode: null })).toEqual(first);
  expect(await scans.identify({ ...asked, authorisationCode: 'another' })).toEqual(first);
  expect((await fifty(() => consume(asked.ticket))).filter(Boolean)).toHaveLength(1);
  expect(codesOf(await scans.identify(asked))).toEqual(['SCAN_NOT_FOUND']);
});

test.for(kinds)('%s: the same person is the same identity, another is another', async (kind) => {
  const identify = async (as: string): Promise<ScannedIdentity> => {
    const identified = await parts().scans.identify(await authorised(kind, { as }));
    return (identified as { value: ScannedIdentity }).value;
  };
  const [first, again, other] = [await identify('lin.xia'), await identify('lin.xia'), await identify('wu.tong')];
  expect(again).toEqual(first);
  expect(other.subject).not.toBe(first.subject);
});

test('of fifty at once with one code, one exchanges it; the others get the same identity or find nothing', async () => {
  const asked = await authorised('WECHAT');
  const { thirdParties } = parts();
  const [provider, seen] = [thirdParties.get('WECHAT')!, [] as string[]];
  const counting = new Map([['WECHAT', { ...provider, identify: (code: string, redirectUri: string) => (seen.push(code), provider.identify(code, redirectUri)) }]] as const);
  // Two processes share the store.
  const processes = [1, 2].map(() => createScans(world.deps, counting, world.deps.policy.signIn));
  const results = await Promise.all(Array.from({ length: 50 }, (_, index) => processes[index % 2]!.identify(asked)));
  expect(seen).toEqual([asked.authorisationCode]);
  expect(results.filter(({ ok }) => ok).length).toBeGreaterThan(0);
  expect(new Set(results.map((result) => (result.ok ? result.value.name : result.refusals[0]!.code)))).toEqual(new Set(['lin.xia', 'SCAN_NOT_FOUND']));
});

test('a ticket is good for nobody else and for nothing else, and all that looks alike', async () => {
  const { scans } = parts();
  const bind = await authorised('QQ', { as: '10001' }, '100000000001');
  const signIn = await authorised('QQ', { as: '10001' });
  const answers = [
    await scans.identify({ ...bind, accountId: '100000000002' }),
    await scans.identify({ ...bind, accountId: null }),
    await scans.identify({ ...bind, purpose: 'SIGN_IN' }),
    await scans.identify({ ...signIn, purpose: 'BIND' }),
    await scans.identify({ ...signIn, authorisationCode: null }),
    await scans.identify({ ...signIn, ticket: newTicket() }),
    await scans.confirmedBy(signIn.ticket),
  ];
  for (const answer of answers) expect(answer).toEqual({ ok: false, refusals: [{ code: 'SCAN_NOT_FOUND', path: ['ticket'] }] });
  expect((await scans.identify(bind)).ok && (await scans.identify(signIn)).ok, 'none of that has used them').toBe(true);
});

test('a scan can be completed for two minutes, and an identity be used for ten more', async () => {
  const [late, inTime] = [await authorised('QQ'), await authorised('QQ')];
  expect((await parts().scans.identify(inTime)).ok).toBe(true);
  const now = world.clock.now();
  const at = (ms: number) => ({ ...world.deps, clock: { now: () => now + ms } });
  const scansAt = (ms: number) => createScans(at(ms), parts().thirdParties, world.deps.policy.signIn);
  expect(codesOf(await scansAt(120_000).identify(late))).toEqual(['SCAN_NOT_FOUND']);
  expect((await scansAt(599_000).identify(inTime)).ok).toBe(true);
  expect(codesOf(await scansAt(600_000).identify(inTime))).toEqual(['SCAN_NOT_FOUND']);
  expect(await world.store.transaction((transaction) => scansAt(600_000).consume(transaction, inTime.ticket))).toBe(false);
});

test('a refused code leaves the ticket open for the next', async () => {
  const asked = await authorised('WECHAT');
  const { scans } = parts();
  expect(codesOf(await scans.identify({ ...asked, authorisationCode: 'guessed' }))).toEqual(['PROVIDER_REFUSED']);
  expect((await scans.identify(asked)).ok).toBe(true);
});

test('a provider that is away costs nothing: the same code works when it is back', async () => {
  const asked = await authorised('WECHAT');
  const away = createThirdParties(['WECHAT'], world.identityProviders('http://127.0.0.1:1'), world.deps.log);
  const scans = createScans(world.deps, away, world.deps.policy.signIn);
  expect(codesOf(await scans.identify(asked))).toEqual(['PROVIDER_UNAVAILABLE']);
  expect((await parts().scans.identify(asked)).ok).toBe(true);
});

test('a fault in the middle of an exchange leaves the ticket open', async () => {
  const asked = await authorised('WECHAT');
  const broken = new Map([['WECHAT', { authorisationUrl: () => Promise.reject(new Error('x')), identify: () => Promise.reject(new Error('broken')) }]] as const);
  await expect(createScans(world.deps, broken, world.deps.policy.signIn).identify(asked)).rejects.toThrow('broken');
  expect((await parts().scans.identify(asked)).ok).toBe(true);
});

test('to bind a WeCom identity takes an administrator, or the assistant app; to sign in takes neither', async () => {
  const account = '100000000003';
  const byBinding = async (deed: Partial<Deed>) => parts().scans.identify(await authorised('WECOM', { as: 'lin.xia', ...deed }, account));
  expect(codesOf(await byBinding({}))).toEqual(['NOT_ADMINISTRATOR']);
  for (const role of ['CREATOR', 'INTERNAL_ADMIN', 'EXTERNAL_ADMIN', 'SUB_ADMIN'] as const) expect((await byBinding({ role })).ok, role).toBe(true);
  expect((await byBinding({ assistant: true })).ok).toBe(true);
  expect(await parts().scans.identify(await authorised('WECOM'))).toMatchObject({ ok: true, value: { mayBeBound: false } });
});

test('a WeCom member is another in another company', async () => {
  const subjectIn = async (corp: string) => ((await parts().scans.identify(await authorised('WECOM', { as: 'lin.xia', corp }))) as { value: ScannedIdentity }).value.subject;
  expect(await subjectIn('wwone')).not.toBe(await subjectIn('wwtwo'));
});

test('a replaced ticket has ended, also when its identity was known', async () => {
  const { scans } = parts();
  const [waiting, identified] = [await authorised('QQ'), await authorised('QQ')];
  await scans.identify(identified);
  await start({ kind: 'QQ', replaces: waiting.ticket });
  await start({ kind: 'QQ', replaces: identified.ticket });
  expect(codesOf(await scans.identify(waiting))).toEqual(['SCAN_NOT_FOUND']);
  expect(codesOf(await scans.identify(identified))).toEqual(['SCAN_NOT_FOUND']);
});

test('the identity is sealed, and goes with the ticket, the account or the time', async () => {
  const asked = await authorised('QQ', { as: 'lin.xia' }, '100000000004');
  const { value } = (await parts().scans.identify(asked)) as { value: ScannedIdentity };
  const row = (await findScan(world.store.read, scanIdOf(asked.ticket)))!;
  expect(JSON.stringify(row)).not.toContain(asked.ticket);
  expect(JSON.stringify(row)).not.toContain(value.subject);
  await consume(asked.ticket);
  expect((await findScan(world.store.read, scanIdOf(asked.ticket)))!.sealedIdentity).toBeNull();

  await world.store.transaction((transaction) => deleteScansOf(transaction, '100000000004'));
  expect(await findScan(world.store.read, scanIdOf(asked.ticket))).toBeNull();
  await world.store.transaction((transaction) => deleteOldScans(transaction, world.clock.now() + 3_600_000));
  expect(await world.store.read.count(scanEntity)).toBe(0);
});

test('ten thousand tickets are 128 random bits each', () => {
  const tickets = Array.from({ length: 10_000 }, newTicket);
  expect(new Set(tickets).size).toBe(10_000);
  for (const ticket of tickets) expect(ticket).toMatch(/^[0-9a-f]{32}$/);
});
