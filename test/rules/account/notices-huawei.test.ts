import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Client } from '../../support/client.ts';
import { createCheckedClient } from '../../support/checked-client.ts';
import { moveContact } from '../../support/contacts.ts';
import { startGraph, type TestGraph } from '../../support/graph.ts';
import { heard, notify, saidTo, setPreferences } from '../../support/notices.ts';
import { newEmail } from '../../support/people.ts';
import { registerByPhone } from '../../support/registering.ts';

let graph: TestGraph;
let client: Client;

beforeAll(async () => {
  graph = await startGraph({ POLICY: 'huawei', CONSOLE_URL: 'https://console.example.com' });
  client = createCheckedClient(graph);
});
afterAll(() => graph?.stop());

const registerReachable = async () => {
  const [member, email] = [await registerByPhone(client), newEmail()];
  await moveContact(client, member.token, { kind: 'EMAIL', to: email });
  return { ...member, email };
};

// In part: the link leads to where it is unsubscribed by oneself, not to customer service.
test('HW-ACC-083 in part: mails with a link to unsubscribe can be unsubscribed, those without one cannot', async () => {
  const member = await registerReachable();
  const linksOf = async (category: 'MARKETING' | 'PRODUCT' | 'SYSTEM' | 'SECURITY') => {
    const about = await notify(graph, { accountId: member.id, category });
    return (await heard(client, member.email, about))[0]!.links;
  };
  expect(await linksOf('MARKETING')).toEqual(['https://console.example.com/notice-preferences']);
  for (const category of ['PRODUCT', 'SYSTEM', 'SECURITY'] as const) {
    expect(await linksOf(category)).toEqual([]);
    expect(await setPreferences(client, member.token, { mutedCategories: [category] })).toMatchObject({
      preferences: null,
      userErrors: [{ code: 'NOTICE_NOT_OPTIONAL', path: ['mutedCategories', '0'], policy: 'account.notices.optional', limit: 'MARKETING' }],
    });
  }
  expect(await setPreferences(client, member.token, { mutedCategories: ['MARKETING'] })).toMatchObject({ preferences: { mutedCategories: ['MARKETING'] }, userErrors: [] });

  const offer = await notify(graph, { accountId: member.id, category: 'MARKETING' });
  const system = await notify(graph, { accountId: member.id, category: 'SYSTEM' });
  for (const to of [member.email, member.phone]) expect(await heard(client, to, system)).toHaveLength(1);
  await client.advance('PT0S');
  for (const to of [member.email, member.phone]) expect(await saidTo(client, to, offer)).toEqual([]);
});

test('where the notices of products cannot be switched off, those of one product cannot either, and come by SMS too', async () => {
  const member = await registerReachable();
  expect((await setPreferences(client, member.token, { mutedProducts: ['cloud-server'] })).userErrors).toMatchObject([{ code: 'NOTICE_NOT_OPTIONAL', path: ['mutedProducts'] }]);
  await setPreferences(client, member.token, { sms: false });
  expect(await heard(client, member.phone, await notify(graph, { accountId: member.id, product: 'cloud-server' }))).toHaveLength(1);
});
