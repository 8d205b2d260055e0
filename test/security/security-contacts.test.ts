import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { projectRoot } from '../../subgraphs/shared/project-root.ts';
import { createClient, newAddress } from '../support/client.ts';
import { startGraph, type TestGraph } from '../support/graph.ts';
import { register, stepUp } from '../support/journeys.ts';
import { newEmail, newPhone } from '../support/people.ts';
import { sendAskForCode } from '../support/security-contacts.ts';

/** Ringing other people up by naming ever new numbers (OWASP Forgot Password Cheat Sheet): an account, a network, a foreign country and all together get so many codes an hour. */

const folder = mkdtempSync(join(tmpdir(), 'hufu-policy-'));
let graph: TestGraph;

beforeAll(async () => {
  const policy = join(folder, 'few-codes.yaml');
  writeFileSync(policy, `extends: ${join(projectRoot, 'policies/tencent.yaml')}\nname: few-codes\nsecurity:\n  contacts: { perAccountHour: 3, perNetworkHour: 5, perForeignCountryHour: 4, perHourInAll: 12 }\n`);
  graph = await startGraph({ POLICY: policy });
});
afterAll(async () => {
  await graph?.stop();
  rmSync(folder, { recursive: true });
});

/** An account of a network of its own, or of the given one, that asks fifty times at once for codes to ever new addresses. */
const askFifty = async (address = newAddress(), newTarget = (index: number): string => (index % 2 ? newPhone() : newEmail())): Promise<string[]> => {
  const client = createClient(graph, address);
  const member = await register(client);
  await stepUp(client, member, 'CHANGE_SECURITY_PHONE');
  const to = Array.from({ length: 50 }, (_, index) => newTarget(index));
  const answers = await Promise.all(to.map((one) => sendAskForCode(client, member, one.includes('@') ? 'Email' : 'Phone', one)));
  for (const { data, errors } of answers) {
    expect(data?.sendSecurityPhoneCode?.userErrors ?? data?.sendSecurityEmailCode?.userErrors ?? []).toEqual([]);
    // On a busy machine the gateway may not wait for the last of the fifty; what counts is what arrives.
    if (errors.length > 0 && errors[0]!.extensions.code !== 'PART_UNAVAILABLE') expect(errors[0]!.extensions).toEqual({ code: 'RATE_LIMITED', retryAfter: expect.stringMatching(/^PT/) });
  }
  await client.advance('PT0S');
  const arrived = await Promise.all(to.map(async (one) => (await client.messages(one)).length));
  expect(Math.max(...arrived)).toBeLessThanOrEqual(1);
  const sent = to.filter((_, index) => arrived[index] === 1);
  return sent;
};

test('codes to new security contacts: three for an account, five for a network, twelve in all, in an hour; messages sent equal the limits', async () => {
  const network = newAddress();
  expect(await askFifty(network)).toHaveLength(3);
  expect(await askFifty(network)).toHaveLength(2);
  expect(await askFifty(network)).toHaveLength(0);
  expect(await askFifty()).toHaveLength(3);
  expect(await askFifty()).toHaveLength(3);
  expect(await askFifty()).toHaveLength(1);
  await createClient(graph).advance('PT1H');
  expect(await askFifty(network)).toHaveLength(3);
});

test('codes to new security phones of one foreign country: four in an hour, whichever accounts of whichever networks ask, and when they ask at once; those of another country and our own go on', async () => {
  await createClient(graph).advance('PT1H');
  // Singapore and Hong Kong.
  const [singapore, hongKong] = ['+6591', '+85264'].map((start) => (): string => `${start}${randomInt(100_000, 999_999)}`) as [() => string, () => string];
  const sent = await Promise.all([askFifty(newAddress(), singapore), askFifty(newAddress(), singapore)]);
  expect(sent.flat()).toHaveLength(4);
  expect(await askFifty(newAddress(), singapore)).toHaveLength(0);
  expect(await askFifty(newAddress(), hongKong)).toHaveLength(3);
  expect(await askFifty(newAddress(), newPhone)).toHaveLength(3);
  await createClient(graph).advance('PT1H');
  expect(await askFifty(newAddress(), singapore)).toHaveLength(3);
});
