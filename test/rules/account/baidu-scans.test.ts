import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { createClient, type Answer, type Client } from '../../support/client.ts';
import { startGraph, type TestGraph } from '../../support/graph.ts';
import { registerByPhone, registerByUsername, type Registered } from '../../support/registering.ts';
import { scanAs, sendScanned, sendStartScan, startScan } from '../../support/scans.ts';

let graph: TestGraph;
let client: Client;
let passport: Registered;

beforeAll(async () => {
  graph = await startGraph({ POLICY: 'baidu' });
  client = createClient(graph);
  passport = await registerByPhone(client);
});
afterAll(() => graph?.stop());

const codesIn = ({ userErrors }: Answer['data']): string[] => userErrors.map(({ code }: { code: string }) => code);
/** What a camera reads from the QR code. */
const readQr = ({ url }: { url: string }): string => new URL(url).hash.slice(1);

const confirm = async (qr: string, { token }: { token: string }, { app = 'baidu-app', isConfirmed = true } = {}): Promise<Answer['data']> => {
  const { data, errors } = await client.send(
    'mutation($input: ConfirmScanInput!) { confirmScan(input: $input) { scan { state expiresAt } userErrors { code path } } }',
    { input: { ticket: qr, app, confirm: isConfirmed } },
    { token },
  );
  expect(errors, JSON.stringify(errors)).toEqual([]);
  return data.confirmScan;
};
const stateOf = async (ticket: string): Promise<string | null> => (await client.send('query($ticket: ID!) { scan(ticket: $ticket) { state expiresAt } }', { ticket })).data.scan?.state ?? null;
const signIn = async (ticket: string, more: Record<string, unknown> = {}): Promise<Answer['data']> => (await sendScanned(client, { ticket }, { method: 'APP_SCAN', ...more })).data.signIn;
const accountOf = async ({ session }: Answer['data']): Promise<string | null> => session && (await client.send('{ viewer { id } }', {}, { token: session.token })).data.viewer.id;

test.for(['baidu-app', 'baidu-netdisk', 'baidu-ai-cloud', 'baidu-maps', 'an app that nobody has thought of yet'])('BD-ACC-033 a QR code that is confirmed in %s signs in on the computer', async (app) => {
  const started = await startScan(client, { kind: 'APP' });
  expect(await stateOf(started.ticket)).toBe('WAITING');
  expect(codesIn(await signIn(started.ticket))).toEqual(['SCAN_NOT_FOUND']);
  expect(await confirm(readQr(started), passport, { app })).toMatchObject({ scan: { state: 'CONFIRMED' }, userErrors: [] });
  expect(await stateOf(started.ticket)).toBe('CONFIRMED');
  expect(await accountOf(await signIn(started.ticket))).toBe(passport.id);
  expect(await stateOf(started.ticket)).toBe('ENDED');
});

test('BD-ACC-034 when a QR code is refreshed, the new one works and the one before can no longer be confirmed', async () => {
  const before = await startScan(client, { kind: 'APP' });
  const confirmed = await startScan(client, { kind: 'APP' });
  await confirm(readQr(confirmed), passport);
  const after = await startScan(client, { kind: 'APP', replaces: before.ticket });
  await startScan(client, { kind: 'APP', replaces: confirmed.ticket });

  expect([await stateOf(before.ticket), await stateOf(confirmed.ticket), await stateOf(after.ticket)]).toEqual(['ENDED', 'ENDED', 'WAITING']);
  expect(codesIn(await confirm(readQr(before), passport))).toEqual(['SCAN_NOT_FOUND']);
  for (const { ticket } of [before, confirmed]) expect(codesIn(await signIn(ticket))).toEqual(['SCAN_NOT_FOUND']);

  await confirm(readQr(after), passport);
  expect(await accountOf(await signIn(after.ticket))).toBe(passport.id);
});

test('security check 54: who only sees the QR code can have it confirmed, but neither follow it nor sign in with it', async () => {
  const started = await startScan(client, { kind: 'APP' });
  const qr = readQr(started);
  expect(started.url).not.toContain(started.ticket);
  expect(codesIn(await confirm(started.ticket, passport)), 'the ticket is not what is confirmed').toEqual(['SCAN_NOT_FOUND']);
  await confirm(qr, passport);
  expect(await stateOf(qr)).toBeNull();
  expect(codesIn(await signIn(qr))).toEqual(['SCAN_NOT_FOUND']);
  expect(await accountOf(await signIn(started.ticket))).toBe(passport.id);
});

test('security check 54: another holder can bring no account but their own, and not after the first', async () => {
  const other = await registerByPhone(client);
  const started = await startScan(client, { kind: 'APP' });
  const answers = await Promise.all(Array.from({ length: 50 }, (_, index) => confirm(readQr(started), index % 2 ? passport : other)));
  expect(answers.filter(({ scan }) => scan)).toHaveLength(1);
  expect(new Set(answers.flatMap(codesIn))).toEqual(new Set(['SCAN_NOT_FOUND']));
  const winner = answers.findIndex(({ scan }) => scan) % 2 ? passport.id : other.id;
  const signIns = await Promise.all(Array.from({ length: 50 }, () => signIn(started.ticket)));
  const sessions = signIns.filter(({ session }) => session);
  expect(sessions).toHaveLength(1);
  expect(await accountOf(sessions[0])).toBe(winner);
});

test('a QR code is good for two minutes, and of no use once it was declined', async () => {
  const [late, confirmed, declined] = [await startScan(client, { kind: 'APP' }), await startScan(client, { kind: 'APP' }), await startScan(client, { kind: 'APP' })];
  await confirm(readQr(confirmed), passport);
  expect(await confirm(readQr(declined), passport, { isConfirmed: false })).toMatchObject({ scan: { state: 'DECLINED' } });
  expect(codesIn(await confirm(readQr(declined), passport))).toEqual(['SCAN_NOT_FOUND']);
  expect([await stateOf(declined.ticket), codesIn(await signIn(declined.ticket))]).toEqual(['DECLINED', ['SCAN_NOT_FOUND']]);
  await client.advance('PT2M');
  expect(codesIn(await confirm(readQr(late), passport))).toEqual(['SCAN_NOT_FOUND']);
  expect(codesIn(await signIn(confirmed.ticket))).toEqual(['SCAN_NOT_FOUND']);
});

test('an account of a kind that is not signed in to so confirms nothing', async () => {
  const cloud = await registerByUsername(client);
  const started = await startScan(client, { kind: 'APP' });
  expect(codesIn(await confirm(readQr(started), cloud))).toEqual(['SIGN_IN_METHOD_NOT_OFFERED']);
  expect(codesIn(await signIn(started.ticket, { accountKind: 'CLOUD' }))).toEqual(['SIGN_IN_METHOD_NOT_OFFERED']);
  expect(await stateOf(started.ticket)).toBe('WAITING');
});

test('confirming wants somebody who is signed in, and an app with a name', async () => {
  const started = await startScan(client, { kind: 'APP' });
  const anonymous = await client.send('mutation($input: ConfirmScanInput!) { confirmScan(input: $input) { userErrors { code } } }', { input: { ticket: readQr(started), app: 'x' } });
  expect(anonymous.errors[0]!.extensions.code).toBe('UNAUTHENTICATED');
  for (const app of ['', 'x'.repeat(65), 'x\ny', ' x']) expect(codesIn(await confirm(readQr(started), passport, { app }))).toEqual(['NAME_INVALID']);
  expect(await stateOf('0'.repeat(32))).toBeNull();
});

test('an app is nothing to bind, and what baidu does not offer is refused', async () => {
  const codes = async (input: Record<string, unknown>, token?: string): Promise<string[]> => codesIn((await sendStartScan(client, input, { token })).data.startScan);
  expect(await codes({ kind: 'APP', purpose: 'BIND' }, passport.token)).toEqual(['SCAN_KIND_NOT_OFFERED']);
  expect(await codes({ kind: 'WECOM' })).toEqual(['SCAN_KIND_NOT_OFFERED']);
});

test('while the provider is away nothing is lost: the same ticket and code work when it is back', async () => {
  const scanned = await scanAs(client, 'WEIBO', { as: `user${randomInt(1e9)}` });
  await graph.kill('sandbox', 'SIGKILL');
  const away = await sendScanned(client, scanned);
  await graph.start('sandbox');
  expect(codesIn(away.data.signIn)).toEqual(['PROVIDER_UNAVAILABLE']);
  expect((await sendScanned(client, scanned)).data.signIn).toMatchObject({ unknownIdentity: { kind: 'WEIBO' }, userErrors: [] });
});

test('when the account subgraph dies after the exchange, the identity is still known', async () => {
  const scanned = await scanAs(client, 'WEIBO', { as: `user${randomInt(1e9)}` });
  const first = (await sendScanned(client, scanned)).data.signIn;
  await graph.kill('account', 'SIGKILL');
  await graph.start('account');
  expect((await sendScanned(client, { ticket: scanned.ticket })).data.signIn.unknownIdentity).toEqual(first.unknownIdentity);
});
