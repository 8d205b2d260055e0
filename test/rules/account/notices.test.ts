import { randomUUID } from 'node:crypto';
import { expect, test } from 'vitest';
import type { Client } from '../../support/client.ts';
import { register, stepUp } from '../../support/journeys.ts';
import { heard, markRead, notify, readNotices, saidTo, sendNotice, sendReadNotices, setPreferences } from '../../support/notices.ts';
import { sharedClient, sharedGraph } from '../../support/shared-graph.ts';

const client = sharedClient();
const graph = sharedGraph;

/** Everything that is to be sent by now has been. */
const settle = (): Promise<void> => client.advance('PT0S');

test('a notice is kept and sent once, however often and however much at once it is asked for', async () => {
  const member = await register(client);
  const said = { id: randomUUID(), accountId: member.id };
  const answers = await Promise.all(Array.from({ length: 50 }, () => sendNotice(graph, said)));
  expect(answers.map(({ data }) => data?.notifyAccount)).toEqual(Array.from({ length: 50 }, () => true));
  await settle();
  expect(await sendNotice(graph, said)).toMatchObject({ data: { notifyAccount: true } });
  await settle();
  for (const to of [member.email, member.phone]) expect(await saidTo(client, to, said.id)).toHaveLength(1);
  expect((await readNotices(client, member.token)).nodes).toMatchObject([{ category: 'PRODUCT', title: 'Payment is due', readAt: null }]);

  // The same id is another notice to another account.
  const other = await register(client);
  await sendNotice(graph, { ...said, accountId: other.id });
  expect((await readNotices(client, other.token)).nodes).toHaveLength(1);
});

test('what is only to be kept is sent to nobody, and who has no account is told nothing', async () => {
  const member = await register(client);
  const about = await notify(graph, { accountId: member.id, isSent: false });
  expect((await readNotices(client, member.token)).nodes).toMatchObject([{ text: expect.stringContaining(about) }]);
  await settle();
  for (const to of [member.email, member.phone]) expect(await saidTo(client, to, about)).toEqual([]);
  expect((await sendNotice(graph, { accountId: '100000000000' })).data.notifyAccount).toBe(false);
});

test('the list goes page by page, the newest first, and counts what is unread', async () => {
  const member = await register(client);
  for (let index = 0; index < 5; index += 1) {
    await notify(graph, { accountId: member.id, about: `number ${index}`, isSent: false });
    await client.advance('PT1S');
  }
  const first = await readNotices(client, member.token, { first: 2 });
  await notify(graph, { accountId: member.id, about: 'number 5', isSent: false });
  const second = await readNotices(client, member.token, { first: 2, after: first.pageInfo.endCursor });
  const third = await readNotices(client, member.token, { first: 2, after: second.pageInfo.endCursor });
  const numbers = [first, second, third].map(({ nodes }) => nodes.map(({ text }: { text: string }) => Number(text.at(-1))));
  expect(numbers).toEqual([[4, 3], [2, 1], [0]]);
  expect([first, second, third].map(({ pageInfo }) => pageInfo.hasNextPage)).toEqual([true, true, false]);
  expect(first.unread).toBe(5);

  expect(await markRead(client, member.token, [first.nodes[0].id, first.nodes[1].id])).toBe(4);
  const [newest, read] = (await readNotices(client, member.token)).nodes;
  expect(newest.readAt).toBeNull();
  const { readAt } = read;
  expect(readAt).not.toBeNull();
  await client.advance('PT1S');
  expect(await markRead(client, member.token, [first.nodes[0].id])).toBe(4);
  expect((await readNotices(client, member.token)).nodes[1].readAt).toBe(readAt);
  expect(await markRead(client, member.token)).toBe(0);
});

test('nobody reads or marks the notices of somebody else', async () => {
  const [member, other] = [await register(client), await register(client)];
  await notify(graph, { accountId: member.id, isSent: false });
  const { nodes, pageInfo } = await readNotices(client, member.token);
  expect((await readNotices(client, other.token, { after: pageInfo.endCursor })).nodes).toEqual([]);
  await markRead(client, other.token, [nodes[0].id]);
  expect((await readNotices(client, member.token)).unread).toBe(1);
});

test.for([{ first: 0 }, { first: 101 }, { after: 'x' }, { after: Buffer.from('1:session_aaaaaaaaaaaaaaaaaaaaaa').toString('base64url') }])('%j is no page', async (page) => {
  const { token } = await register(client);
  const { errors } = await sendReadNotices(client, token, page);
  expect(errors[0]!.extensions.code).toBe('BAD_USER_INPUT');
});

test('what is chosen is kept, what is left out stays, also in fifty changes at once', async () => {
  const { token } = await register(client);
  const choices = Array.from({ length: 50 }, (_, index) => (index % 2 ? { sms: false } : { mutedProducts: ['cloud-server', ' cloud-server '] }));
  const answers = await Promise.all(choices.map((choice) => setPreferences(client, token, choice)));
  expect(answers.flatMap(({ userErrors }) => userErrors)).toEqual([]);
  const chosen = { sms: false, mutedProducts: ['cloud-server'], mutedCategories: [] };
  expect((await setPreferences(client, token, {})).preferences).toEqual(chosen);
  expect((await setPreferences(client, token, { mutedCategories: ['MARKETING'] })).preferences).toEqual({ ...chosen, mutedCategories: ['MARKETING'] });
});

test('what concerns the account itself is always sent, and switched off by nobody', async () => {
  const member = await register(client);
  expect(await setPreferences(client, member.token, { mutedCategories: ['MARKETING', 'SECURITY'] })).toMatchObject({
    preferences: null,
    userErrors: [{ code: 'NOTICE_NOT_OPTIONAL', path: ['mutedCategories', '1'], policy: 'account.notices.optional', limit: 'PRODUCT, MARKETING' }],
  });
  await setPreferences(client, member.token, { sms: false, mutedProducts: ['cloud-server'], mutedCategories: ['PRODUCT', 'MARKETING'] });
  const security = await notify(graph, { accountId: member.id, category: 'SECURITY', product: 'cloud-server' });
  for (const to of [member.email, member.phone]) expect(await heard(client, to, security)).toHaveLength(1);
});

test('what is changed in the security settings stands in the list too, in the language of the account', async () => {
  const inChinese: Client = { ...client, send: (document, variables, options) => client.send(document, variables, { ...options, headers: { 'accept-language': 'zh-CN', ...options?.headers } }) };
  const member = await register(inChinese);
  const { data } = await client.send('{ viewer { language } }', {}, { token: member.token });
  expect(data.viewer.language).toBe('ZH');
  await stepUp(client, member, 'SET_LOGIN_PROTECTION');
  const set = await client.send('mutation { setLoginProtection(input: { methods: [SMS] }) { userErrors { code } } }', {}, { token: member.token });
  expect(set.data.setLoginProtection.userErrors).toEqual([]);
  await settle();
  const { nodes, unread } = await readNotices(client, member.token);
  expect(nodes).toMatchObject([{ category: 'SECURITY', product: null, title: expect.stringMatching(/[一-龥]/) }]);
  expect(unread).toBe(1);
});
