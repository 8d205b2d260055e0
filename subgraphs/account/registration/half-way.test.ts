import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { hashElsewhere } from '../../../test/support/import.ts';
import { caller, openAccountWorld } from '../../../test/support/open-account-world.ts';
import { newEmail, newPassword, newPhone } from '../../../test/support/people.ts';
import { newUsername } from '../../../test/support/registering.ts';
import { findAccount } from '../accounts/account-store.ts';
import { activateAccount } from '../activation/activate-account.ts';
import type { Deps } from '../deps.ts';
import { importAccount } from '../import/import-account.ts';
import type { RegisterAccountInput } from '../schema.generated.ts';
import { findTenant } from '../tenants/tenant-store.ts';
import { registerAccount } from './register-account.ts';

/** The server fails after everything of the transaction is written and before it is committed: the audit entry is the last of it. */
const failing = (deps: Deps): Deps => ({
  ...deps,
  audit: {
    record: () => {
      throw new Error('the server fails');
    },
  },
});

type World = Awaited<ReturnType<typeof openAccountWorld>>;

const countRows = async ({ store }: World): Promise<Record<string, number>> => {
  const counts: Record<string, number> = {};
  for (const table of ['account', 'tenant', 'login_method', 'contact', 'password', 'consent', 'quota', 'quota_place', 'job']) {
    counts[table] = Number((await store.read.query(`SELECT COUNT(*) AS n FROM ${table}`))[0].n);
  }
  return counts;
};

const codeFor = async ({ store, deps, clock }: World, to: string): Promise<string> => {
  clock.move(clock.now() - Date.now() + 600_000);
  const issued = await store.transaction((transaction) => deps.codes.issue(transaction, { purpose: 'REGISTER', to }));
  if (!issued.ok) throw new Error(issued.refusals[0]!.code);
  return issued.value.code;
};

describe.for([
  ['baidu', 'USERNAME', 'BD-ACC-005 BD-ACC-013', 10],
  ['baidu', 'PHONE', 'BD-ACC-004', 1],
  ['huawei', 'PHONE', 'HW-ACC-005', 3],
] as const)('registering by %s with %s', ([preset, kind, rules, most]) => {
  let world: World;
  beforeAll(async () => {
    world = await openAccountWorld(preset);
  });
  afterAll(() => world.close());

  test(`${rules} a server that fails half way leaves nothing taken: phone and name register as many accounts afterwards as the limit allows`, async () => {
    const [phone, username, password] = [newPhone(), newUsername(), newPassword()];
    const prepare = async (name: string): Promise<RegisterAccountInput> => ({ kind, phone, phoneCode: await codeFor(world, phone), username: name, password, passwordAgain: password, agreements: world.deps.policy.registration.agreements, isEnterprise: false });
    const before = await countRows(world);
    const input = await prepare(username);
    for (let tries = 0; tries < 2; tries += 1) await expect(registerAccount(failing(world.deps))(input, caller)).rejects.toThrow('the server fails');
    expect(await countRows(world)).toEqual(before);

    // The same request, with the same code, succeeds when the server is back.
    expect(await registerAccount(world.deps)(input, caller)).toMatchObject({ ok: true });
    for (let count = 1; count < most; count += 1) expect(await registerAccount(world.deps)(await prepare(newUsername()), caller)).toMatchObject({ ok: true });
    expect(await registerAccount(world.deps)(await prepare(newUsername()), caller)).toMatchObject({ ok: false, refusals: [{ code: 'PHONE_QUOTA_REACHED', limit: most }] });
  });
});

describe('activating and being taken over', () => {
  let world: World;
  beforeAll(async () => {
    world = await openAccountWorld('huawei');
  });
  afterAll(() => world.close());

  const passport = async (phone: string) => {
    const id = await importAccount(world.deps)({ origin: 'PASSPORT_SITE', originId: randomUUID(), kind: 'PASSPORT', country: 'CN', site: 'CN', registeredAt: 0, phone, email: newEmail(), passwordHash: await hashElsewhere(newPassword()) });
    return { accountId: id, sessionId: 's', duty: 'ACTIVATE_ACCOUNT' as const };
  };

  test('HW-ACC-002 in part HW-ACC-012 a server that fails half way activates nothing and takes no place of the phone', async () => {
    const phone = newPhone();
    const agreements = world.deps.policy.registration.agreements;
    const viewers = [await passport(phone), await passport(phone), await passport(phone), await passport(phone)];
    const before = await countRows(world);
    for (const viewer of viewers) await expect(activateAccount(failing(world.deps))(viewer, { agreements })).rejects.toThrow('the server fails');
    expect(await countRows(world)).toEqual(before);
    expect((await findAccount(world.store.read, viewers[0]!.accountId))!.status).toBe('PENDING_ACTIVATION');

    const opened = [];
    for (const viewer of viewers) opened.push((await activateAccount(world.deps)(viewer, { agreements })).ok);
    expect(opened).toEqual([true, true, true, false]);
  });

  test('what tells security that the duty is done is written with the activation, and stays until it is told', async () => {
    const viewer = await passport(newPhone());
    // In this world nobody carries the job out.
    expect(await activateAccount(world.deps)(viewer, { agreements: world.deps.policy.registration.agreements })).toMatchObject({ ok: true });
    expect(await findTenant(world.store.read, viewer.accountId)).not.toBeNull();
    const kinds: { kind: string }[] = await world.store.read.query("SELECT kind FROM job WHERE kind = 'end-duty'");
    expect(kinds.length).toBeGreaterThan(0);
  });

  test('an import that fails half way leaves nothing, and is repeated', async () => {
    const before = await countRows(world);
    const input = { origin: 'PARTNER' as const, originId: randomUUID(), kind: 'CLOUD' as const, country: 'CN', site: 'CN' as const, registeredAt: 0, username: newUsername(), email: newEmail(), phone: newPhone() };
    await expect(importAccount(failing(world.deps))(input)).rejects.toThrow('the server fails');
    expect(await countRows(world)).toEqual(before);
    expect(await importAccount(world.deps)(input)).toBe(await importAccount(world.deps)(input));
  });
});
