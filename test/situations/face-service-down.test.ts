import { createServer, request, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { createClient, type Client } from '../support/client.ts';
import { dumpStores } from '../support/dump-stores.ts';
import { appConsents, byFace, enrolFace, sendStartFace } from '../support/faces.ts';
import { startGraph, type TestGraph } from '../support/graph.ts';
import { importAccount } from '../support/import.ts';
import { newPhone } from '../support/people.ts';
import { fifty } from '../support/registering.ts';
import { accountOf, refusalOf, sendSignInWith, signInWith } from '../support/signing-in.ts';

/** The face recognition service behind a line that fails in a way of the test's choice. */
type Line = 'up' | 'fails' | 'hangs' | 'loses the answer' | 'talks nonsense';
let line: Line = 'up';
let asked = 0;

let between: Server;
let graph: TestGraph;
let client: Client;

beforeAll(async () => {
  between = createServer((incoming, outgoing) => {
    asked += 1;
    if (line === 'fails') return void outgoing.writeHead(503).end('{}');
    if (line === 'talks nonsense') return void outgoing.writeHead(200).end('<html>');
    if (line === 'hangs') return undefined;
    const { pathname } = new URL(incoming.url!, 'http://service');
    const onward = request(`${graph.sandboxUrl}/face-sign-in${pathname}`, { method: incoming.method, headers: { ...incoming.headers, host: 'service' } }, (answer) => {
      // The service has done it.
      if (line === 'loses the answer') return void answer.resume().on('end', () => incoming.socket.destroy());
      outgoing.writeHead(answer.statusCode!, answer.headers);
      return answer.pipe(outgoing);
    });
    return incoming.pipe(onward);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => between.once('listening', resolve));
  graph = await startGraph({ POLICY: 'baidu', FACE_SIGN_IN_URL: `http://127.0.0.1:${(between.address() as AddressInfo).port}` });
  client = createClient(graph);
});
beforeEach(() => {
  line = 'up';
});
afterAll(async () => {
  await graph?.stop();
  between.closeAllConnections();
  between.close();
});

const newPassport = async () => {
  const [phone, face] = [newPhone(), `face of ${newPhone()}`];
  const id = await importAccount(graph, { phone });
  await enrolFace(graph.sandboxUrl, id, face);
  return { id, phone, face };
};

const unavailable = { session: null, challenge: null, userErrors: [{ code: 'PROVIDER_UNAVAILABLE' }] };
const troubles: Line[] = ['fails', 'hangs', 'loses the answer', 'talks nonsense'];

test.for(troubles)('a service that %s starts nothing, and leaves nothing behind', async (trouble) => {
  const { phone, face, id } = await newPassport();
  const agreements = await appConsents(client);
  const count = async () => (await dumpStores(graph)).filter(({ table }) => table === 'face_check').length;
  const before = await count();
  line = trouble;
  expect((await sendStartFace(client, { account: phone, agreements })).data.startFaceSignIn).toMatchObject({ ticket: null, face: null, userErrors: [{ code: 'PROVIDER_UNAVAILABLE' }] });
  expect(await count()).toBe(before);
  line = 'up';
  expect(await accountOf(client, await byFace(client, graph.sandboxUrl, phone, face))).toBe(id);
});

test.for(troubles)('while the service %s a sign-in is refused and counts for nothing; afterwards the face that was shown is still good, once', async (trouble) => {
  const { phone, face, id } = await newPassport();
  const right = await byFace(client, graph.sandboxUrl, phone, face);
  line = trouble;
  const times = trouble === 'hangs' ? 1 : 6;
  for (let tries = 0; tries < times; tries += 1) expect(await signInWith(client, right)).toMatchObject(unavailable);
  // Not even at the same time is it asked for more than one of them.
  const before = asked;
  const codes = await fifty(() => refusalOf(client, right));
  expect(codes.every((code) => code === 'PROVIDER_UNAVAILABLE' || code === 'FACE_CHECK_NOT_FOUND')).toBe(true);
  if (trouble === 'hangs') expect(asked - before).toBe(1);
  line = 'up';
  // After five failures a captcha would be asked.
  expect(await accountOf(client, right)).toBe(id);
  expect(await refusalOf(client, right)).toBe('FACE_CHECK_NOT_FOUND');
});

test('while it fails, the other methods work', async () => {
  const { phone } = await newPassport();
  line = 'fails';
  const agreements = await appConsents(client);
  expect(await refusalOf(client, { channel: 'APP', agreements, account: phone, password: 'Wrong-Password-1' })).toBe('SIGN_IN_FAILED');
});

test('a process that dies while it signs in by face gives one session or none, and another look into the camera signs in', async () => {
  const { phone, face, id } = await newPassport();
  const right = await byFace(client, graph.sandboxUrl, phone, face);
  const underWay = Array.from({ length: 5 }, () => sendSignInWith(client, right).catch(() => null));
  await graph.kill('account', 'SIGKILL');
  const answers = await Promise.all(underWay);
  expect(answers.filter((answer) => answer?.data?.signIn?.session).length).toBeLessThanOrEqual(1);
  await graph.start('account');
  expect(['FACE_CHECK_NOT_FOUND', undefined]).toContain(await refusalOf(client, right));
  expect(await accountOf(client, await byFace(client, graph.sandboxUrl, phone, face))).toBe(id);
});

test('what ran out is forgotten, and the log holds neither ticket, token, name nor secret', async () => {
  const { phone, face } = await newPassport();
  const proved = await byFace(client, graph.sandboxUrl, phone, face);
  line = 'fails';
  await refusalOf(client, proved);
  line = 'up';
  await refusalOf(client, { ...proved, faceToken: 'no-such-token' });
  await refusalOf(client, proved);
  await refusalOf(client, await byFace(client, graph.sandboxUrl, phone, 'somebody else'));
  await client.advance('PT2H');
  expect((await dumpStores(graph)).filter(({ table }) => table === 'face_check')).toEqual([]);
  const said = graph.lines.join('\n');
  expect(said).toContain('the identity provider gave no answer');
  for (const secret of [proved['ticket'], proved['faceToken'], phone, phone.slice(3), 'sandbox-face-secret']) expect(said).not.toContain(secret);
});
