import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { pino } from 'pino';
import { afterEach, expect, test } from 'vitest';
import { createFaceProvider } from './face-provider.ts';

type Reply = { status: number; body?: unknown } | 'silence';

let server: Server | undefined;
afterEach(() => {
  server?.closeAllConnections();
  server?.close();
});

/** A provider that gives these replies one after the other, the last one for ever, and keeps what it was sent. */
const startProvider = async (...replies: [Reply, ...Reply[]]) => {
  const seen: { path: string; body: string }[] = [];
  server = createServer((request, response) => {
    let body = '';
    request.on('data', (part: Buffer) => { body += part.toString(); });
    request.on('end', () => {
      const reply = replies[Math.min(seen.length, replies.length - 1)]!;
      seen.push({ path: request.url!, body });
      if (reply !== 'silence') response.writeHead(reply.status, { 'content-type': 'application/json' }).end(JSON.stringify(reply.body ?? {}));
    });
  });
  await new Promise<void>((resolve) => void server!.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return { seen, url, face: createFaceProvider(url, pino({ level: 'silent' })) };
};

const person = { id: 'request-1', name: '王芳', idNumber: '11010519491231002X' };
const ticket = { ticket: 't1', url: 'https://face.example/t1', expiresAt: '2026-03-01T08:30:00.000Z' };
const twice = { within: 1000, tries: 2 };

test('a ticket is asked for by the id of the request, and again with the same after a failure', async () => {
  const { face, seen } = await startProvider({ status: 500 }, { status: 201, body: ticket });
  expect(await face.openTicket(person, twice)).toEqual({ ...ticket, expiresAt: Date.parse(ticket.expiresAt) });
  expect(seen).toEqual([1, 2].map(() => ({ path: '/face/tickets', body: JSON.stringify(person) })));
});

test.for([
  ['fails every time', { status: 503 }],
  ['answers something else', { status: 200, body: { ok: true } }],
  ['sends people to no web page', { status: 201, body: { ...ticket, url: 'javascript:alert(1)' } }],
] as [string, Reply][])('a provider that %s is asked as often as said, and gives no ticket', async ([, reply]) => {
  const { face, seen } = await startProvider(reply);
  expect(await face.openTicket(person, twice)).toBeNull();
  expect(seen).toHaveLength(2);
});

test('a provider that is silent is waited for no longer than said', async () => {
  const { face, seen } = await startProvider('silence');
  const began = Date.now();
  expect(await face.openTicket(person, { within: 300, tries: 3 })).toBeNull();
  expect(Date.now() - began).toBeLessThan(600);
  expect(seen).toHaveLength(1);
});

test('a provider that is not there gives no ticket', async () => {
  const { face } = await startProvider({ status: 500 });
  await new Promise((resolve) => server!.close(resolve));
  expect(await face.openTicket(person, twice)).toBeNull();
});

test.for([
  [{ status: 'WAITING', outcome: null }, 'WAITING'],
  [{ status: 'DONE', outcome: 'PASS' }, 'PASS'],
  [{ status: 'DONE', outcome: 'EXPIRED' }, 'EXPIRED'],
  [{ status: 'DONE', outcome: null }, null],
  [{ status: 'DONE', outcome: 'PASSED' }, null],
] as const)('the answer %o reads as %s', async ([body, outcome]) => {
  const { face } = await startProvider({ status: 200, body });
  expect(await face.readOutcome('t1', { within: 1000, tries: 1 })).toBe(outcome);
});

test('a ticket cannot change where the question goes', async () => {
  const { face, seen } = await startProvider({ status: 200, body: { status: 'WAITING' } });
  await face.readOutcome('../other?x=1', { within: 1000, tries: 1 });
  expect(seen[0]!.path).toBe('/face/tickets/..%2Fother%3Fx%3D1');
});
