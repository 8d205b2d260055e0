import { beforeAll, expect, test } from 'vitest';
import { createClient, type Client } from '../../support/client.ts';
import { moveContact } from '../../support/contacts.ts';
import { graphOf, type SharedGraph } from '../../support/graph-of.ts';
import { heard, notify, readNotices, saidTo, sendNotice, setPreferences } from '../../support/notices.ts';
import { newEmail } from '../../support/people.ts';
import { registerByUsername } from '../../support/registering.ts';

let graph: SharedGraph;
let client: Client;

beforeAll(async () => {
  graph = await graphOf('baidu');
  client = createClient(graph);
});

/** Somebody with a contact phone, from the registration, and a contact e-mail. */
const registerReachable = async () => {
  const [member, email] = [await registerByUsername(client), newEmail()];
  await moveContact(client, member.token, { kind: 'EMAIL', to: email });
  return { ...member, email };
};

test('BD-ACC-049 switched off, no SMS goes out whatever happens to a product, the mails do; switched on again, it does', async () => {
  const member = await registerReachable();
  expect(await setPreferences(client, member.token, { sms: false })).toMatchObject({ preferences: { sms: false }, userErrors: [] });
  for (const product of ['object-storage', 'cloud-server', null]) {
    const about = await notify(graph, { accountId: member.id, product });
    expect(await heard(client, member.email, about)).toHaveLength(1);
    await client.advance('PT0S');
    expect(await saidTo(client, member.phone, about)).toEqual([]);
  }
  await setPreferences(client, member.token, { sms: true });
  expect(await heard(client, member.phone, await notify(graph, { accountId: member.id, product: 'cloud-server' }))).toHaveLength(1);
});

test('BD-ACC-049 the messages of a product that is switched off stop, those of others go on; in the list all of them stand', async () => {
  const member = await registerReachable();
  await setPreferences(client, member.token, { mutedProducts: ['object-storage'] });
  const muted = await notify(graph, { accountId: member.id, product: 'object-storage' });
  const other = await notify(graph, { accountId: member.id, product: 'cloud-server' });
  for (const to of [member.email, member.phone]) expect(await heard(client, to, other)).toHaveLength(1);
  await client.advance('PT0S');
  for (const to of [member.email, member.phone]) expect(await saidTo(client, to, muted)).toEqual([]);
  expect((await readNotices(client, member.token)).nodes.flatMap(({ product }: { product: string | null }) => product ?? []).toSorted()).toEqual(['cloud-server', 'object-storage']);
});

test('BD-ACC-049 of fifty events at once, none of a product that is switched off, and none by SMS, is sent', async () => {
  const member = await registerReachable();
  await setPreferences(client, member.token, { sms: false, mutedProducts: ['object-storage'] });
  const events = Array.from({ length: 50 }, (_, index) => ({ accountId: member.id, product: index % 2 ? 'object-storage' : 'cloud-server', about: `burst of ${member.id}` }));
  const answers = await Promise.all(events.map((event) => sendNotice(graph, event)));
  expect(answers.filter(({ data }) => data?.notifyAccount)).toHaveLength(50);
  await expect.poll(async () => (await saidTo(client, member.email, `burst of ${member.id}`)).length, { timeout: 20_000 }).toBe(25);
  await client.advance('PT0S');
  expect(await saidTo(client, member.email, `burst of ${member.id}`)).toHaveLength(25);
  expect(await saidTo(client, member.phone, `burst of ${member.id}`)).toEqual([]);
});
