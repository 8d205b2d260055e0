import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { addresses } from '../../../test/support/protections.ts';
import { openSecurityWorld } from '../../../test/support/open-security-world.ts';
import { minute } from '../../shared/duration.ts';
import { embeddedDatabaseOf } from '../../shared/store/sqlite-driver.ts';
import { hashSecret } from '../../shared/vault.ts';
import type { Deps } from '../deps.ts';
import { setRemoteLoginProtection } from '../remote-login/set-remote-login-protection.ts';
import { beginSession } from './begin-session.ts';
import { sessionOfToken } from './session-of-token.ts';
import { findSession } from './session-store.ts';
import { sessionEntity } from './session.entity.ts';

type World = Awaited<ReturnType<typeof openSecurityWorld>>;
let world: World;
let deps: Deps;
beforeAll(async () => {
  world = await openSecurityWorld();
  ({ deps } = world);
});
afterAll(() => world.close());

const home = addresses.nanjing;

/** At home in Nanjing, with the check on, and a second session whose token somebody else has too. */
const open = async () => {
  const account = await world.openAccount();
  const { accountId } = account;
  const begin = async (attemptId: string) => (await beginSession(deps, { attemptId, accountId, phone: null, email: null, device: 'test', address: home, language: 'en', duty: null })).session!;
  const own = await begin('own');
  const viewer = { accountId, sessionId: own.session.id };
  await setRemoteLoginProtection(deps, viewer, { isOn: true, address: home });
  const { session, token } = await begin('stolen');
  return { ...account, tokenHash: hashSecret(token), stolen: { accountId, sessionId: session.id } };
};

const told = async (email: string): Promise<number> => (await world.sentTo(email)).filter(({ text }) => text.includes('was used from an unusual place')).length;

test('from where it was seen last nothing is looked at, and use is written down once a minute; from elsewhere it is looked at each time, and written down with the use', async () => {
  const { tokenHash, stolen } = await open();
  const { read } = world.store;
  const embedded = embeddedDatabaseOf(read);
  const statements = embedded ? vi.spyOn(embedded, 'readCells') : vi.spyOn(read, 'query');
  /** How often the settings were read, and anything written. */
  const spent = async (address: string): Promise<[number, number]> => {
    const transaction = vi.fn(deps.store.transaction) as unknown as Deps['store']['transaction'];
    statements.mockClear();
    expect(await sessionOfToken({ ...deps, store: { ...deps.store, transaction } }, tokenHash, { address })).toMatchObject(stolen);
    return [statements.mock.calls.filter(([sql]: [string, ...unknown[]]) => sql.includes('FROM `security_settings`')).length, vi.mocked(transaction).mock.calls.length];
  };
  const elsewhere = '114.114.115.115';
  expect(await spent(home)).toEqual([0, 0]);
  for (let times = 0; times < 2; times += 1) expect(await spent(elsewhere)).toEqual([1, 0]);
  world.clock.move(world.clock.now() - Date.now() + minute);
  expect(await spent(elsewhere)).toEqual([1, 1]);
  expect([await spent(elsewhere), await spent(home)]).toEqual([[0, 0], [1, 0]]);
});

test('the address is stored nowhere, and its hash is another for each account', async () => {
  const [one, other] = [await open(), await open()];
  const stored = await world.store.read.find(sessionEntity);
  expect(JSON.stringify(stored)).not.toContain(home);
  const seenFrom = ({ stolen: { sessionId } }: typeof one) => stored.find(({ id }) => id === sessionId)!.seenFrom;
  expect(seenFrom(one)).toMatch(/^[0-9a-f]{64}$/);
  expect(seenFrom(one)).not.toBe(seenFrom(other));
});

test('a process that fails half way ends nothing and lets nobody in; the next request ends the session, and the holder is told once', async () => {
  const { email, tokenHash, stolen } = await open();
  const failing: Deps = { ...deps, audit: { record: () => Promise.reject(new Error('the process ends here')) } };
  const away = { address: addresses.hangzhou };
  await expect(sessionOfToken(failing, tokenHash, away)).rejects.toThrow('ends here');
  expect((await findSession(world.store.read, stolen))!.endedAt).toBeNull();
  expect(await told(email)).toBe(0);
  const answers = await Promise.all(Array.from({ length: 50 }, () => sessionOfToken(world.anotherProcess(), tokenHash, away)));
  expect(new Set(answers)).toEqual(new Set([null]));
  expect((await findSession(world.store.read, stolen))!.endedAt).not.toBeNull();
  expect(await told(email)).toBe(1);
});

test('where nobody says from where, as when a product asks, nothing is judged and nothing forgotten', async () => {
  const { tokenHash, stolen } = await open();
  world.clock.move(world.clock.now() - Date.now() + minute);
  const before = (await findSession(world.store.read, stolen))!;
  expect(await sessionOfToken(deps, tokenHash, null)).toMatchObject(stolen);
  const after = (await findSession(world.store.read, stolen))!;
  expect([after.seenFrom, after.lastUsedAt > before.lastUsedAt]).toEqual([before.seenFrom, true]);
});
