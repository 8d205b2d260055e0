import { randomInt } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { newCode, newId, newToken } from '../../subgraphs/shared/ids.ts';
import { projectRoot } from '../../subgraphs/shared/project-root.ts';
import { createClient, type Answer, type Client } from '../support/client.ts';
import { startGraph, type TestGraph } from '../support/graph.ts';
import { prepareRegistration, receiveCode, sendCode, sendRegistration } from '../support/journeys.ts';
import { newEmail, newPhone } from '../support/people.ts';
import { sharedClient } from '../support/shared-graph.ts';

describe('guessing codes (ASVS 6.6.3, 6.5.4)', () => {
  const client = sharedClient();
  const codeOf = ({ data }: Answer): string | undefined => data.registerAccount.userErrors[0]?.code;
  const another = (code: string): string => String((Number(code) + 1) % 1_000_000).padStart(6, '0');

  test('after a hundred wrong guesses at once the right code is refused too, and a new one works', async () => {
    const input = await prepareRegistration(client);
    const guesses = await Promise.all(Array.from({ length: 100 }, () => sendRegistration(client, { ...input, phoneCode: another(input.phoneCode) })));
    expect(new Set(guesses.map(codeOf))).toEqual(new Set(['CODE_WRONG']));
    expect(codeOf(await sendRegistration(client, input))).toBe('CODE_WRONG');
    await client.advance('PT1M');
    // The guesses used up the code of the e-mail address too, which every one of them gave.
    const fresh = { phoneCode: await receiveCode(client, input.phone), emailCode: await receiveCode(client, input.email) };
    expect(codeOf(await sendRegistration(client, { ...input, ...fresh }))).toBeUndefined();
  });

  test('new codes do not begin the hour in which they are counted anew, so fifty guesses an hour are the most', async () => {
    const input = await prepareRegistration(client);
    for (let sent = 1; sent < 10; sent += 1) {
      await client.advance('PT1M');
      const code = await receiveCode(client, input.phone);
      for (let guess = 0; guess < 5; guess += 1) expect(codeOf(await sendRegistration(client, { ...input, phoneCode: another(code) }))).toBe('CODE_WRONG');
    }
    await client.advance('PT1M');
    expect((await sendCode(client, input.phone)).data.sendCode.userErrors).toMatchObject([{ code: 'CODE_SEND_LIMIT_REACHED', limit: '10' }]);
  });
});

describe('what is drawn by chance (ASVS 6.5.3, 11.5.1)', () => {
  const codes = (): string[] => Array.from({ length: 10_000 }, () => newCode(6));
  const chiSquare = (counts: number[], expected: number): number => counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
  /** With nine degrees of freedom an even draw exceeds it once in a thousand times. */
  const critical = 27.88;

  test('every digit of ten thousand codes is as likely as any other, at every place', () => {
    const isEven = (place: number): boolean => {
      const counts = Array.from({ length: 10 }, () => 0);
      for (const code of codes()) counts[Number(code[place])]! += 1;
      return chiSquare(counts, 1000) < critical;
    };
    // An even draw fails three times running once in a thousand million.
    for (let place = 0; place < 6; place += 1) expect([isEven(place), isEven(place), isEven(place)], `place ${place}`).toContain(true);
  });

  test('leading zeros are kept', () => {
    const drawn = codes();
    expect(drawn.every((code) => /^\d{6}$/.test(code))).toBe(true);
    expect(drawn.some((code) => code.startsWith('0'))).toBe(true);
  });

  test('ids have 128 random bits and tokens 256, none twice', () => {
    const [ids, tokens] = [Array.from({ length: 10_000 }, () => newId('x').slice(2)), Array.from({ length: 10_000 }, newToken)];
    expect(new Set(ids.map((id) => Buffer.from(id, 'base64url').length))).toEqual(new Set([16]));
    expect(new Set(tokens.map((token) => Buffer.from(token, 'base64url').length))).toEqual(new Set([32]));
    expect(new Set([...ids, ...tokens]).size).toBe(20_000);
  });
});

describe('ringing other people up (OWASP Forgot Password Cheat Sheet)', () => {
  const folder = mkdtempSync(join(tmpdir(), 'hufu-policy-'));
  let graph: TestGraph;

  beforeAll(async () => {
    const policy = join(folder, 'few-codes.yaml');
    writeFileSync(policy, `extends: ${join(projectRoot, 'policies/tencent.yaml')}\nname: few-codes\naccount:\n  codes: { perNetworkHour: 5, perForeignCountryHour: 3, perHourInAll: 12 }\n`);
    graph = await startGraph({ POLICY: policy });
  });
  afterAll(async () => {
    await graph?.stop();
    rmSync(folder, { recursive: true });
  });

  /** Asks for codes to that many addresses at once; gives how many were sent, after looking what arrived. */
  const askFor = async (client: Client, newTarget: () => string, count: number): Promise<{ sent: number; refused: Answer['errors'] }> => {
    const targets = Array.from({ length: count }, newTarget);
    const answers = await Promise.all(targets.map((to) => sendCode(client, to)));
    await client.advance('PT0S');
    const arrived = (await Promise.all(targets.map((to) => client.messages(to)))).flat();
    const sent = answers.filter(({ data }) => data?.sendCode.expiresAt).length;
    expect(arrived).toHaveLength(sent);
    return { sent, refused: answers.flatMap(({ errors }) => errors) };
  };

  test('of fifty at once from one network as many are sent as the policy allows it, and of all networks as it allows in all; an hour later as many again', async () => {
    const [one, two, three] = ['198.18.0.1', '198.18.0.2', '198.18.0.3'].map((address) => createClient(graph, address)) as [Client, Client, Client];
    const first = await askFor(one, newEmail, 50);
    expect(first.sent).toBe(5);
    expect(first.refused).toHaveLength(45);
    expect(first.refused[0]!.extensions).toMatchObject({ code: 'RATE_LIMITED', retryAfter: expect.stringMatching(/^PT(1H|59M)/) });
    expect((await askFor(one, newPhone, 3)).sent).toBe(0);
    expect((await askFor(two, newPhone, 20)).sent).toBe(5);
    expect((await askFor(three, newEmail, 20)).sent).toBe(2);

    await one.advance('PT1H');
    expect((await askFor(one, newPhone, 20)).sent).toBe(5);
  });

  test('of fifty at once to the phones of one foreign country, from as many networks, as many are sent as the policy allows it; those of another country and of our own go on', async () => {
    const newNetworks = (): Client[] => Array.from({ length: 50 }, () => createClient(graph));
    await newNetworks()[0]!.advance('PT1H');
    // Singapore and Hong Kong.
    const [singapore, hongKong] = ['+6591', '+85264'].map((start) => (): string => `${start}${randomInt(100_000, 999_999)}`) as [() => string, () => string];
    const sentTo = async (newTarget: () => string, networks: Client[]): Promise<number> =>
      (await Promise.all(networks.map((client) => askFor(client, newTarget, 1)))).reduce((sum, { sent }) => sum + sent, 0);
    expect(await sentTo(singapore, newNetworks())).toBe(3);
    expect(await sentTo(hongKong, newNetworks().slice(0, 5))).toBe(3);
    expect(await sentTo(newPhone, newNetworks().slice(0, 4))).toBe(4);
    await newNetworks()[0]!.advance('PT1H');
    expect(await sentTo(singapore, newNetworks().slice(0, 2))).toBe(2);
  });

  test('whoever has a network of IPv6 has it once', async () => {
    const [one, neighbour, stranger] = ['2001:db8:0:1::1', '2001:db8:0:1:ffff::2', '2001:db8:0:2::1'].map((address) => createClient(graph, address)) as [Client, Client, Client];
    await one.advance('PT1H');
    expect((await askFor(one, newEmail, 5)).sent).toBe(5);
    expect((await askFor(neighbour, newEmail, 5)).sent).toBe(0);
    expect((await askFor(stranger, newEmail, 5)).sent).toBe(5);
  });
});
