import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient, type Client } from '../../support/client.ts';
import { maskedEmail, maskedPhone } from '../../support/contacts.ts';
import { startGraph, type TestGraph } from '../../support/graph.ts';
import { register, stepUp, type Member } from '../../support/journeys.ts';
import { newPhone } from '../../support/people.ts';
import { changeSecurity, moveSecurityPhone, otherEmail, readAddresses, receiveContactCode, sendChangeSecurity } from '../../support/security-contacts.ts';

let graph: TestGraph;
let client: Client;

beforeAll(async () => {
  graph = await startGraph({ POLICY: 'tencent' });
  client = createClient(graph);
});
afterAll(() => graph?.stop());

/** Goes on sending it until it is in force: who got no answer sends it again, with a new code where the first was used. */
const untilChanged = async (member: Member, to: string): Promise<void> => {
  await expect
    .poll(
      async () => {
        if ((await readAddresses(client, member)).security.phone === maskedPhone(to)) return true;
        await client.advance('PT1M');
        return (await moveSecurityPhone(client, member, to).catch(() => null))?.userErrors.length === 0;
      },
      { timeout: 40_000, interval: 500 },
    )
    .toBe(true);
  member.phone = to;
};

const isFull = async (member: Member, phone: string): Promise<boolean> => {
  await client.advance('PT1M');
  const { userErrors } = await moveSecurityPhone(client, member, phone);
  if (userErrors.length > 0) expect(userErrors).toMatchObject([{ code: 'PHONE_QUOTA_REACHED', limit: '5' }]);
  return userErrors.length > 0;
};

test.for(['security', 'account'] as const)('TX-ACC-007 TX-ACC-008 when %s is killed while a security phone is exchanged, no place of a phone is lost and none is taken twice', { timeout: 120_000 }, async (killed) => {
  const [crowded, old] = [newPhone(), newPhone()];
  for (let index = 0; index < 4; index += 1) {
    await register(client, { phone: crowded });
    await client.advance('PT1M');
  }
  const [member, other] = [await register(client, { phone: old }), await register(client)];
  await stepUp(client, member, 'CHANGE_SECURITY_PHONE');
  await client.advance('PT1M');
  const code = await receiveContactCode(client, member, 'Phone', crowded);
  const under = Array.from({ length: 10 }, () => sendChangeSecurity(client, member, 'Phone', crowded, code).catch(() => null));
  await new Promise((resolve) => setTimeout(resolve, 30));
  await graph.kill(killed, 'SIGKILL');
  await Promise.all(under);
  await graph.start(killed);

  await untilChanged(member, crowded);
  // The fifth place is the member's, and there is no sixth.
  expect(await isFull(other, crowded)).toBe(true);
  // What it gives back is one place, not two.
  await client.advance('PT1M');
  expect((await moveSecurityPhone(client, member, old)).userErrors).toEqual([]);
  expect(await isFull(other, crowded)).toBe(false);
  expect(await isFull(member, crowded)).toBe(true);
});

test('TX-SEC-007 TX-SEC-008 when security is killed while fifty confirmations are under way, nothing is half done: the security e-mail is changed once, and the contact e-mail follows', { timeout: 120_000 }, async () => {
  const member = await register(client);
  await stepUp(client, member, 'CHANGE_SECURITY_EMAIL');
  const to = otherEmail();
  const code = await receiveContactCode(client, member, 'Email', to);
  const under = Array.from({ length: 50 }, () => sendChangeSecurity(client, member, 'Email', to, code).catch(() => null));
  await Promise.race(under);
  await graph.kill('security', 'SIGKILL');
  await Promise.all(under);
  await graph.start('security');
  if ((await readAddresses(client, member)).security.email !== maskedEmail(to)) {
    await client.advance('PT1M');
    await stepUp(client, member, 'CHANGE_SECURITY_EMAIL');
    expect((await changeSecurity(client, member, 'Email', to, await receiveContactCode(client, member, 'Email', to))).userErrors).toEqual([]);
  }
  await expect.poll(async () => (await readAddresses(client, member)).contacts.email, { timeout: 40_000 }).toBe(maskedEmail(to));
  await expect.poll(async () => (await client.messages(to)).filter(({ text }) => text.includes('Of your account')).length, { timeout: 40_000 }).toBe(1);
});

test('while account is down nothing of it begins: the part is named as unavailable, the old phone stays, and the same code works afterwards', { timeout: 120_000 }, async () => {
  const member = await register(client);
  await stepUp(client, member, 'CHANGE_SECURITY_PHONE');
  const to = newPhone();
  const code = await receiveContactCode(client, member, 'Phone', to);
  await graph.kill('account', 'SIGKILL');
  expect((await sendChangeSecurity(client, member, 'Phone', to, code)).errors[0]!.extensions.code).toBe('PART_UNAVAILABLE');
  await graph.start('account');
  expect((await readAddresses(client, member)).security.phone).toBe(maskedPhone(member.phone));
  expect((await changeSecurity(client, member, 'Phone', to, code)).userErrors).toEqual([]);
});
