import { afterAll, beforeAll, expect, test } from 'vitest';
import { checkOf, readActivity, sendExport, sendReadActivity, verifyActivity, whenListed, writeBehind } from '../support/activity.ts';
import { closeAccount } from '../support/close-account.ts';
import { createClient, type Client } from '../support/client.ts';
import { dumpStores } from '../support/dump-stores.ts';
import { startGraph, type TestGraph } from '../support/graph.ts';
import { answerChallenge, register, sendSignIn, signIn, startChallenge, stepUp, type Member } from '../support/journeys.ts';

let graph: TestGraph;
let client: Client;
beforeAll(async () => {
  graph = await startGraph();
  client = createClient(graph, '218.17.0.1');
});
afterAll(() => graph?.stop());

const withHistory = async (): Promise<Member> => {
  const member = await register(client);
  for (let more = 0; more < 5; more += 1) await signIn(client, member);
  await whenListed(client, member.token, 'REGISTERED');
  return member;
};

const sequences = async (member: Member): Promise<number[]> => (await readActivity(client, member.token)).nodes.map(({ sequence }) => sequence).toSorted((a, b) => a - b);

test.for([
  ['changed', 'UPDATE activity SET at = at - 3600000 WHERE', 4, 4],
  ['removed from the middle', 'DELETE FROM activity WHERE', 4, 4],
  ['removed from the end', 'DELETE FROM activity WHERE', 7, 7],
] as const)('an entry that is %s behind the back of the system is found, by the holder and by npm run verify-activity', async ([, statement, sequence, firstBroken]) => {
  const member = await withHistory();
  expect(await sequences(member)).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(await checkOf(client, member.token)).toEqual({ isIntact: true, firstBroken: null, checked: 7, next: null });
  const before = await verifyActivity(graph);
  expect(before.lines.filter((line) => line.includes(member.id))).toEqual([]);
  await writeBehind(graph, `${statement} accountId = '${member.id}' AND sequence = ${sequence}`);
  expect(await checkOf(client, member.token)).toMatchObject({ isIntact: false, firstBroken, next: null });
  const { code, lines } = await verifyActivity(graph);
  expect(code).toBe(1);
  expect(lines).toContain(`account ${member.id}: entry ${firstBroken} is missing or not as it was written`);
});

test('npm run verify-activity ends well when everything is as it was written', async () => {
  const own = await startGraph();
  const from = createClient(own);
  await register(from);
  await register(from);
  await from.advance('PT0S');
  await expect.poll(() => verifyActivity(own), { timeout: 20_000 }).toEqual({ code: 0, lines: ['2 accounts, 4 entries verified, 0 accounts broken'] });
  await own.stop();
});

test('only the holder sees a history', async () => {
  const [member, stranger] = [await withHistory(), await register(client)];
  expect((await readActivity(client, stranger.token)).nodes.every(({ kind }) => ['REGISTERED', 'SIGNED_IN'].includes(kind))).toBe(true);
  const ids = new Set((await readActivity(client, member.token)).nodes.map(({ id }) => id));
  expect((await readActivity(client, stranger.token)).nodes.filter(({ id }) => ids.has(id))).toEqual([]);
  // A cursor from another history opens nothing of it.
  const { pageInfo } = await readActivity(client, member.token, { first: 1 });
  expect((await readActivity(client, stranger.token, { after: pageInfo.endCursor })).nodes.filter(({ id }) => ids.has(id))).toEqual([]);
  const { data } = await client.send('{ viewer { security { activity { nodes { id } } } } }');
  expect(data.viewer).toBeNull();
});

test.for([{ first: 0 }, { first: 101 }, { after: 'nonsense' }, { after: Buffer.from('5:session_AAAAAAAAAAAAAAAAAAAAAA').toString('base64url') }])('activity(%j) is refused', async (wanted) => {
  const { token } = await register(client);
  expect((await sendReadActivity(client, token, wanted)).errors[0]!.extensions.code).toBe('BAD_USER_INPUT');
});

test('pages and filters give each entry once', async () => {
  const member = await withHistory();
  await client.advance('PT1H');
  const since = new Date(await client.now()).toISOString();
  await client.advance('PT1M');
  await signIn(client, member);
  const all = (await readActivity(client, member.token)).nodes;
  expect(all).toHaveLength(8);
  const paged = [];
  for (let after: string | null = null, more = true; more; ) {
    const page: Awaited<ReturnType<typeof readActivity>> = await readActivity(client, member.token, { first: 3, after });
    paged.push(...page.nodes);
    [after, more] = [page.pageInfo.endCursor, page.pageInfo.hasNextPage];
  }
  expect(paged).toEqual(all);
  expect((await readActivity(client, member.token, { filter: { since } })).nodes).toEqual(all.slice(0, 1));
  expect((await readActivity(client, member.token, { filter: { until: since } })).nodes).toEqual(all.slice(1));
  expect((await readActivity(client, member.token, { filter: { kinds: ['REGISTERED'] } })).nodes).toHaveLength(1);
  expect((await readActivity(client, member.token, { filter: { kinds: [] } })).nodes).toEqual([]);
  expect((await readActivity(client, member.token, { filter: { outcome: 'FAILED' } })).nodes).toEqual([]);
});

test('the address is shown masked with its city, and lies readable in no store and no log', async () => {
  const member = await withHistory();
  expect((await readActivity(client, member.token)).nodes).toContainEqual(expect.objectContaining({ kind: 'SIGNED_IN', address: '218.17.0.*', city: '深圳市', device: 'node' }));
  expect(JSON.stringify(await dumpStores(graph))).not.toContain('218.17.0.');
  expect(graph.lines.join('\n')).not.toContain('218.17.0.');
});

test('an export asks for a step-up, comes as CSV or JSON, and stands in the history', async () => {
  const member = await withHistory();
  expect((await sendExport(client, member.token, {})).errors[0]!.extensions).toMatchObject({ code: 'STEP_UP_REQUIRED', operation: 'EXPORT_ACTIVITY' });
  // What a spreadsheet would carry out.
  await client.send('mutation { updateProfile(input: { nickname: "a" }) { userErrors { code } } }', {}, { token: member.token, headers: { 'user-agent': '=HYPERLINK("http://evil.example","a")' } });
  await whenListed(client, member.token, 'PROFILE_CHANGED');
  await stepUp(client, member, 'EXPORT_ACTIVITY');
  const csv = (await sendExport(client, member.token, { format: 'CSV' })).data.exportActivity;
  expect(csv).toMatchObject({ entries: 9, endCursor: null, userErrors: [] });
  expect(csv.text.split('\r\n')).toHaveLength(11);
  expect(csv.text).toContain('"\'=HYPERLINK(""http://evil.example"",""a"")"');
  const json = (await sendExport(client, member.token, { format: 'JSON', filter: { kinds: ['SIGNED_IN'] } })).data.exportActivity;
  expect(JSON.parse(json.text)).toHaveLength(6);
  expect((await readActivity(client, member.token, { filter: { kinds: ['ACTIVITY_EXPORTED'] } })).nodes).toHaveLength(2);
});

test('check 24 each sign-in, refusal, step-up and change of a factor is one JSON line with who, when, where and what; a nickname with a line break makes none', async () => {
  const member = await register(client);
  // What the registration led to is no part of this.
  await expect.poll(() => graph.lines.filter((line) => line.includes(member.id) && line.includes('SESSION_OPENED')).length, { timeout: 10_000 }).toBe(1);
  const from = graph.lines.length;
  await sendSignIn(client, member.email, 'Wrong-Password-1');
  await signIn(client, member);
  const { data } = await startChallenge(client, member.token, 'SET_LOGIN_PROTECTION', 'SMS');
  await answerChallenge(client, data.startChallenge.challenge.id, 'SMS', '000000', member);
  await client.advance('PT2M');
  await stepUp(client, member, 'SET_LOGIN_PROTECTION');
  await client.send('mutation { setLoginProtection(input: { methods: [SMS] }) { userErrors { code } } }', {}, { token: member.token });
  const forged = '{"level":"info","event":"FORGED"}';
  await client.send('mutation($nickname: String!) { updateProfile(input: { nickname: $nickname }) { userErrors { code } } }', { nickname: `a\r\n${forged}` }, { token: member.token, headers: { 'user-agent': forged } });
  const events = ['SIGN_IN_FAILED', 'SESSION_OPENED', 'CHALLENGE_FAILED', 'CHALLENGE_PASSED', 'LOGIN_PROTECTION_SET'];
  const said = () => graph.lines.slice(from).map((line) => JSON.parse(line) as Record<string, unknown>).filter(({ accountId = member.id }) => accountId === member.id);
  for (const event of events) await expect.poll(() => said().filter((line) => line['event'] === event).length, { message: event, timeout: 10_000 }).toBe(1);
  for (const event of events.slice(1)) {
    const line = said().find((each) => each['event'] === event)!;
    expect(line).toMatchObject({ accountId: member.id, sessionId: expect.anything(), service: 'security', network: expect.stringMatching(/^[0-9a-f]{16}$/), requestId: expect.any(String) });
    expect(line['time']).toMatch(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/);
    expect(Math.abs(Date.parse(line['at'] as string) - (await client.now()))).toBeLessThan(10 * 60_000);
  }
  expect(said().some((line) => line['event'] === 'FORGED')).toBe(false);
  const text = graph.lines.slice(from).join('\n');
  for (const canary of [member.email, member.phone, member.phone.slice(3), member.password, member.token]) expect(text).not.toContain(canary);
});

test('after the closure nothing personal is left of the history, and its chain can still be verified', async () => {
  const member = await withHistory();
  await closeAccount(client, member);
  const rows = async () => (await dumpStores(graph)).filter(({ table, row }) => table === 'activity' && row['accountId'] === member.id).map(({ row }) => row);
  await expect.poll(async () => (await rows()).every(({ personal }) => personal === null), { timeout: 20_000 }).toBe(true);
  expect((await rows()).length).toBeGreaterThan(7);
  const { lines } = await verifyActivity(graph);
  expect(lines.filter((line) => line.includes(member.id))).toEqual([]);
});

test('a history is kept as long as the policy says', async () => {
  const member = await withHistory();
  await client.advance('P364D');
  member.token = await signIn(client, member);
  expect(await sequences(member)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
  await client.advance('P1DT1H');
  member.token = await signIn(client, member);
  await expect.poll(() => sequences(member), { timeout: 20_000 }).toEqual([8, 9]);
  expect(await checkOf(client, member.token)).toEqual({ isIntact: true, firstBroken: null, checked: 2, next: null });
});
