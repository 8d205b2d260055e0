import { randomUUID } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openAccountWorld } from '../../../test/support/open-account-world.ts';
import { eraseAccount } from '../closing/erase-account.ts';
import { markAccountClosing } from '../closing/mark-account-closing.ts';
import { updateContacts } from '../contacts/contact-store.ts';
import { noticeJob, type Notice as Message } from '../../shared/notices/notices.ts';
import { jobEntity } from '../../shared/jobs/job-entity.ts';
import { changePreferences } from './notice-preferences-store.ts';
import { deleteNoticesBefore } from './notice-store.ts';
import { noticeEntity, noticePreferencesEntity } from './notice.entity.ts';
import { noticeConnection } from './notice-connection.ts';
import { notifyAccount } from './notify-account.ts';
import { tellHolder } from './tell-holder.ts';

let world: Awaited<ReturnType<typeof openAccountWorld>>;

beforeAll(async () => {
  world = await openAccountWorld();
});
afterAll(() => world.close());

const said = (accountId: string, more: { id?: string; category?: 'PRODUCT' | 'SYSTEM' } = {}) => ({
  id: randomUUID(),
  accountId,
  category: 'PRODUCT' as const,
  titleZh: '欠费提醒',
  titleEn: 'Payment is due',
  textZh: '请尽快充值。',
  textEn: 'Please top up soon.',
  isSent: true,
  ...more,
});

const countNotices = (accountId: string): Promise<number> => world.store.read.countBy(noticeEntity, { accountId });

/** The messages that wait to be sent to these addresses. */
const waitingFor = async (...addresses: string[]): Promise<Message[]> => {
  const jobs = await world.store.read.findBy(jobEntity, { kind: noticeJob });
  return jobs.map(({ payload }) => JSON.parse(world.deps.vault.open(payload)) as Message).filter(({ to }) => addresses.includes(to));
};

test('the store holds no word of a notice in the clear', async () => {
  const { account } = await world.register();
  await notifyAccount(world.deps)(said(account.id));
  const [row] = await world.store.read.findBy(noticeEntity, { accountId: account.id });
  expect(JSON.stringify(row)).not.toMatch(/Payment|top up/);
});

test('it goes to the contact WeChat too, and only mails that can be stopped say where', async () => {
  const { account, email, phone } = await world.register();
  const wechat = `wechat-${account.id}`;
  await world.store.transaction((transaction) => updateContacts(transaction, world.deps.vault, account.id, { wechat: { subject: wechat, name: null } }));
  await notifyAccount(world.deps)(said(account.id));
  const stop = expect.stringContaining('https://console.example.com/notice-preferences');
  expect((await waitingFor(email, phone, wechat)).toSorted((a, b) => a.channel.localeCompare(b.channel))).toEqual([
    { channel: 'EMAIL', to: email, subject: 'Payment is due', text: stop },
    { channel: 'SMS', to: phone, subject: 'Payment is due', text: 'Please top up soon.' },
    { channel: 'WECHAT', to: wechat, subject: 'Payment is due', text: 'Please top up soon.' },
  ]);
  await notifyAccount(world.deps)(said(account.id, { category: 'SYSTEM' }));
  expect((await waitingFor(email)).map(({ text }) => text)).toEqual(expect.arrayContaining([stop, 'Please top up soon.']));
});

test('what happened to the account is kept with it or not at all, and told once to each address', async () => {
  const { account, email, phone } = await world.register();
  const notice = { category: 'SECURITY' as const, text: { zh: { subject: '已变更', text: '已变更。' }, en: { subject: 'Changed', text: 'It was changed.' } } };
  const tell = (isUndone: boolean) =>
    world.store.transaction(async (transaction) => {
      await tellHolder(world.deps, transaction, account, notice, [{ channel: 'EMAIL', to: email }, { channel: 'EMAIL', to: 'old@example.com' }]);
      if (isUndone) throw new Error('cut off');
    });
  await expect(tell(true)).rejects.toThrow('cut off');
  expect([await countNotices(account.id), (await waitingFor(email, phone, 'old@example.com')).length]).toEqual([0, 0]);
  await tell(false);
  expect(await countNotices(account.id)).toBe(1);
  expect((await waitingFor(email, phone, 'old@example.com')).map(({ to }) => to).toSorted()).toEqual([email, phone, 'old@example.com'].toSorted());
});

test('what is older than the policy keeps is shown no more, and then deleted', async () => {
  const { account } = await world.register();
  const { deps, clock, store } = world;
  await notifyAccount(deps)(said(account.id));
  const { keep } = deps.policy.notices;
  clock.move(keep - 1000);
  expect((await noticeConnection(deps, account.id, { first: 20 })).nodes).toHaveLength(1);
  clock.move(keep);
  expect(await noticeConnection(deps, account.id, { first: 20 })).toMatchObject({ nodes: [], unread: 0 });
  await notifyAccount(deps)(said(account.id));
  await store.transaction((transaction) => deleteNoticesBefore(transaction, clock.now() - keep));
  expect(await countNotices(account.id)).toBe(1);
  clock.move(0);
});

test('nothing is left of who is erased, also when a product has something to say at that moment', async () => {
  const { account } = await world.register();
  const { deps, store } = world;
  await notifyAccount(deps)(said(account.id));
  await store.transaction((transaction) => changePreferences(transaction, account.id, { sms: false }));
  const speak = () => notifyAccount(deps)(said(account.id));
  await Promise.all([...Array.from({ length: 24 }, speak), markAccountClosing(deps)(account.id).then(() => eraseAccount(deps)(account.id)), ...Array.from({ length: 25 }, speak)]);
  expect(await speak()).toBe(false);
  expect(await countNotices(account.id)).toBe(0);
  expect(await store.read.countBy(noticePreferencesEntity, { accountId: account.id })).toBe(0);
});

test.for([{ id: '' }, { id: 'x'.repeat(256) }])('an id of $id.length characters is none', async (wrong) => {
  expect(() => notifyAccount(world.deps)(said('100000000000', wrong))).toThrow('1 to 255');
});
