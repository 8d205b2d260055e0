import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { onTestFinished } from 'vitest';

export interface FakeJob { dueAt: number; run?: () => void }

interface Fake {
  /** Given the time, does what is due and says what is due next; a number is a status to fail with. */
  answer: (now: number, call: number) => { nextDueAt: string | null } | number | 'SILENCE';
}

/** A process that lives by the sandbox clock, and what it was told. */
export const startFakeSubscriber = async ({ answer }: Fake) => {
  const told: { offsetMs: number; now: number; authorization: string | undefined }[] = [];
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk: Buffer) => { body += chunk.toString(); });
    request.on('end', () => {
      const { offsetMs } = JSON.parse(body) as { offsetMs: number };
      const now = Date.now() + offsetMs;
      told.push({ offsetMs, now, authorization: request.headers.authorization });
      const said = answer(now, told.length);
      if (said === 'SILENCE') return;
      response.writeHead(typeof said === 'number' ? said : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(typeof said === 'number' ? {} : said));
    });
  });
  await new Promise<void>((resolve) => { server.listen(0, '127.0.0.1', resolve); });
  const stop = () => new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
  onTestFinished(stop);
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}/clock`, told, stop };
};

/** A subscriber with jobs; `ran` gets their names in the order in which they ran. */
export const startFakeWorker = async (jobs: Map<string, FakeJob>, ran: { name: string; at: number }[]) =>
  startFakeSubscriber({
    answer: (now) => {
      const due = [...jobs].filter(([, { dueAt }]) => dueAt <= now).sort(([, a], [, b]) => a.dueAt - b.dueAt);
      for (const [name, job] of due) {
        jobs.delete(name);
        ran.push({ name, at: now });
        job.run?.();
      }
      const next = Math.min(...[...jobs.values()].map(({ dueAt }) => dueAt));
      return { nextDueAt: Number.isFinite(next) ? new Date(next).toISOString() : null };
    },
  });
