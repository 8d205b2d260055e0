import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAccountWorld } from '../../../test/support/open-account-world.ts';
import { newEmail } from '../../../test/support/people.ts';
import { day } from '../../shared/duration.ts';
import { jobEntity } from '../../shared/jobs/job-entity.ts';
import { noticeJob } from '../../shared/notices/notices.ts';
import type { Deps } from '../deps.ts';
import { readAdvice } from '../profile/read-advice.ts';
import { changeContact } from './change-contact.ts';
import { confirmContact } from './confirm-contact.ts';
import { findContacts, updateContacts } from './contact-store.ts';
import { forgetOldPending } from './pending-contact-store.ts';
import { pendingContactEntity } from './pending-contact.entity.ts';

let world: Awaited<ReturnType<typeof openAccountWorld>>;

beforeAll(async () => {
  world = await openAccountWorld();
});
afterAll(() => world.close());

const emailOf = async (accountId: string) => (await findContacts(world.store.read, world.deps.vault, accountId)).email;

/** Asks for a contact e-mail, and reads the token in the message that is to be sent. */
const ask = async (accountId: string, to: string): Promise<string> => {
  const asked = await changeContact(world.deps)({ accountId, sessionId: 's' }, { kind: 'EMAIL', to, syncSecurityEmail: false });
  expect(asked.ok).toBe(true);
  const jobs = await world.store.read.findBy(jobEntity, { kind: noticeJob });
  const message = jobs.map(({ payload }) => JSON.parse(world.deps.vault.open(payload)) as { to: string; text: string }).find((notice) => notice.to === to)!;
  return /token=(\S+)/.exec(message.text)![1]!;
};

test('a confirmation that fails half way changes nothing, and its link is still good', async () => {
  const { account, email } = await world.register();
  const to = newEmail();
  const token = await ask(account.id, to);
  const failing: Deps = { ...world.deps, audit: { record: () => Promise.reject(new Error('The disk is full.')) } };
  await expect(confirmContact(failing)(token)).rejects.toThrow('The disk is full.');
  expect(await emailOf(account.id)).toBe(email);
  expect(await confirmContact(world.deps)(token)).toEqual({ ok: true, value: null });
  expect(await emailOf(account.id)).toBe(to);
});

test('a request that fails half way sends nothing and leaves the one before in place', async () => {
  const { account } = await world.register();
  const first = newEmail();
  const token = await ask(account.id, first);
  const to = newEmail();
  const failing: Deps = { ...world.deps, jobs: { ...world.deps.jobs, add: () => Promise.reject(new Error('The disk is full.')) } };
  await expect(changeContact(failing)({ accountId: account.id, sessionId: 's' }, { kind: 'EMAIL', to, syncSecurityEmail: false })).rejects.toThrow('The disk is full.');
  // Nor was it counted: the address has not been written to.
  expect((await changeContact(world.deps)({ accountId: (await world.register()).account.id, sessionId: 's' }, { kind: 'EMAIL', to, syncSecurityEmail: false })).ok).toBe(true);
  expect((await confirmContact(world.deps)(token)).ok).toBe(true);
  expect(await emailOf(account.id)).toBe(first);
});

test('a link that was opened says that it is confirmed only as long as its address is in force', async () => {
  const { account } = await world.register();
  const token = await ask(account.id, newEmail());
  expect((await confirmContact(world.deps)(token)).ok).toBe(true);
  expect((await confirmContact(world.deps)(token)).ok).toBe(true);
  await world.store.transaction((transaction) => updateContacts(transaction, world.deps.vault, account.id, { email: newEmail() }));
  expect(await confirmContact(world.deps)(token)).toMatchObject({ ok: false, refusals: [{ code: 'CONFIRMATION_NOT_FOUND' }] });
});

test('an address whose link is too old is forgotten', async () => {
  const { account } = await world.register();
  await ask(account.id, newEmail());
  const forget = (now: number) => world.store.transaction((transaction) => forgetOldPending(transaction, now));
  const count = () => world.store.read.countBy(pendingContactEntity, { accountId: account.id });
  await forget(world.clock.now() + day - 1000);
  expect(await count()).toBe(1);
  await forget(world.clock.now() + day);
  expect(await count()).toBe(0);
});

test('what security would advise is left out while it does not answer, and the rest is said (TX-ACC-039, TX-ACC-056)', async () => {
  const { account, email } = await world.register();
  const security = (read: Deps['security']['read']): Deps => ({ ...world.deps, clock: { now: () => world.deps.clock.now() + 90 * day }, security: { ...world.deps.security, read } });
  const known = { hasPhone: true, loginProtection: [], operationProtection: [], remoteLoginProtection: [] };
  expect(await readAdvice(security(async () => ({ ...known, email: 'other@example.com' })))(account)).toEqual(['CONTACT_EMAIL_DIFFERS', 'PASSWORD_OLD']);
  expect(await readAdvice(security(async () => ({ ...known, email })))(account)).toEqual(['PASSWORD_OLD']);
  expect(await readAdvice(security(() => Promise.reject(new Error('security could not be asked.'))))(account)).toEqual(['PASSWORD_OLD']);
});
