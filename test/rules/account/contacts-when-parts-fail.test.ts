import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient, type Client } from '../../support/client.ts';
import { askForContact, confirmContact, maskedEmail, readContacts, sendConfirmContact } from '../../support/contacts.ts';
import { startGraph, type TestGraph } from '../../support/graph.ts';
import { register, stepUp } from '../../support/journeys.ts';
import { newEmail } from '../../support/people.ts';

const told = 'Your contact e-mail was changed';

let graph: TestGraph;
let client: Client;

beforeAll(async () => {
  graph = await startGraph({ POLICY: 'tencent' });
  client = createClient(graph);
});
afterAll(() => graph?.stop());

test('TX-ACC-046 the security e-mail follows the confirmed contact also when security was down at that moment', async () => {
  const member = await register(client);
  await stepUp(client, member, 'CHANGE_SECURITY_EMAIL');
  const to = newEmail();
  const token = await askForContact(client, member.token, { kind: 'EMAIL', to, syncSecurityEmail: true });
  await graph.kill('security', 'SIGKILL');
  expect(await confirmContact(client, token)).toEqual({ isConfirmed: true, userErrors: [] });
  await graph.start('security');
  await expect.poll(async () => (await readContacts(client, member.token)).security.email, { timeout: 40_000 }).toBe(maskedEmail(to));
  expect((await readContacts(client, member.token)).contacts.email).toBe(maskedEmail(to));
});

test('TX-ACC-044 a process that is killed while fifty confirmations are under way leaves nothing half done: the contact is changed once, and both addresses hear of it', async () => {
  const member = await register(client);
  const to = newEmail();
  const token = await askForContact(client, member.token, { kind: 'EMAIL', to });
  const under = Array.from({ length: 50 }, () => sendConfirmContact(client, token).then(({ data }) => data?.confirmContact?.isConfirmed === true, () => false));
  await Promise.race(under);
  await graph.kill('account', 'SIGKILL');
  await Promise.all(under);
  await graph.start('account');

  expect((await confirmContact(client, token)).isConfirmed).toBe(true);
  expect((await readContacts(client, member.token)).contacts).toMatchObject({ email: maskedEmail(to), pending: [] });
  // Kept with the change, so there is one of it; sent after it, at least once.
  const { data } = await client.send('{ viewer { notices { nodes { title } } } }', {}, { token: member.token });
  expect(data.viewer.notices.nodes.filter(({ title }: { title: string }) => title === told)).toHaveLength(1);
  for (const address of [member.email, to]) {
    await expect.poll(async () => (await client.messages(address)).some(({ subject }) => subject === told), { timeout: 40_000 }).toBe(true);
  }
});
