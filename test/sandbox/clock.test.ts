import { expect, test } from 'vitest';
import { readDuration } from '../../sandbox/clock/read-duration.ts';
import { startFakeSubscriber, startFakeWorker, type FakeJob } from './fake-subscriber.ts';
import { startTestSandbox } from './start-test-sandbox.ts';

const DAY = 86_400_000;
const HOUR = 3_600_000;
const job = (fromNow: number, run?: () => void): FakeJob => ({ dueAt: Date.now() + fromNow, ...(run && { run }) });

test('time flows and keeps flowing after it was moved', async () => {
  const { call } = await startTestSandbox();
  const { json } = await call('POST', '/clock', { advance: 'PT31M' });
  expect(json.offsetMs).toBe(31 * 60_000);
  await new Promise((resolve) => { setTimeout(resolve, 30); });
  const later = (await call('GET', '/clock')).json;
  expect(Date.parse(later.now)).toBeGreaterThanOrEqual(Date.parse(json.now) + 29);
  expect(later.offsetMs).toBe(json.offsetMs);
});

test('the clock can be set to an instant', async () => {
  const { call } = await startTestSandbox();
  const set = new Date(Date.now() + 40 * DAY).toISOString();
  const { status, json } = await call('POST', '/clock', { set });
  expect(status).toBe(200);
  expect(Date.parse(json.now) - Date.parse(set)).toBeGreaterThanOrEqual(0);
  expect(Date.parse(json.now) - Date.parse(set)).toBeLessThan(1000);
});

test('every due instant is visited in order, at its time, over all subscribers', async () => {
  const ran: { name: string; at: number }[] = [];
  const jobs = { a1: job(HOUR), b1: job(2 * HOUR), a2: job(3 * DAY), b2: job(3 * DAY + 1), a3: job(14 * DAY), late: job(16 * DAY) };
  const a = await startFakeWorker(new Map([['a3', jobs.a3], ['a1', jobs.a1], ['a2', jobs.a2]]), ran);
  const b = await startFakeWorker(new Map([['late', jobs.late], ['b2', jobs.b2], ['b1', jobs.b1]]), ran);
  const { call } = await startTestSandbox({ clockSubscribers: [a.url, b.url], clockKey: 'tick-tock' });

  const { status, json } = await call('POST', '/clock', { advance: 'P15D' });
  expect([status, json.offsetMs]).toEqual([200, 15 * DAY]);
  // a2 and b2 are one millisecond apart: by the time the first is told, the second is due as well.
  const names = ran.map(({ name }) => name);
  expect([...names.slice(0, 2), ...names.slice(2, 4).sort(), ...names.slice(4)]).toEqual(['a1', 'b1', 'a2', 'b2', 'a3']);
  for (const { name, at } of ran) {
    expect(at - jobs[name as keyof typeof jobs].dueAt, name).toBeGreaterThanOrEqual(0);
    expect(at - jobs[name as keyof typeof jobs].dueAt, name).toBeLessThan(2000);
  }
  for (const { told } of [a, b]) {
    const offsets = told.map(({ offsetMs }) => offsetMs);
    expect(offsets).toEqual([...offsets].sort((one, other) => one - other));
    expect(offsets.at(-1)).toBe(15 * DAY);
    expect(told.every(({ authorization }) => authorization === 'Bearer tick-tock')).toBe(true);
  }
});

test('work that makes work for another subscriber is done at the same instant', async () => {
  const ran: { name: string; at: number }[] = [];
  const first = new Map<string, FakeJob>();
  const second = new Map([['notice', job(DAY, () => { first.set('answer', job(DAY)); })]]);
  const a = await startFakeWorker(first, ran);
  const b = await startFakeWorker(second, ran);
  const { call } = await startTestSandbox({ clockSubscribers: [a.url, b.url] });
  await call('POST', '/clock', { advance: 'P10D' });
  expect(ran.map(({ name }) => name)).toEqual(['notice', 'answer']);
  const [notice = 0, answer = 0] = ran.map(({ at }) => at);
  expect(answer - notice).toBeLessThan(2000);
});

test('PT0S lets due work finish and moves nothing', async () => {
  const ran: { name: string; at: number }[] = [];
  const a = await startFakeWorker(new Map([['now', job(-1)], ['later', job(HOUR)]]), ran);
  const { call } = await startTestSandbox({ clockSubscribers: [a.url] });
  expect(await call('POST', '/clock', { advance: 'PT0S' })).toMatchObject({ status: 200, json: { offsetMs: 0 } });
  expect(ran.map(({ name }) => name)).toEqual(['now']);
});

test('two movers at once take turns and both arrive', async () => {
  const ran: { name: string; at: number }[] = [];
  const a = await startFakeWorker(new Map(Array.from({ length: 40 }, (_, day) => [`${day}`, job((day + 0.5) * DAY)])), ran);
  const { call } = await startTestSandbox({ clockSubscribers: [a.url] });
  await Promise.all([call('POST', '/clock', { advance: 'P15D' }), call('POST', '/clock', { advance: 'P2W' })]);
  expect((await call('GET', '/clock')).json.offsetMs).toBe(29 * DAY);
  expect(ran.map(({ name }) => name)).toEqual(Array.from({ length: 29 }, (_, day) => `${day}`));
});

test('a subscriber that fails twice is asked again', async () => {
  const a = await startFakeSubscriber({ answer: (_now, call) => (call <= 2 ? 503 : { nextDueAt: null }) });
  const { call } = await startTestSandbox({ clockSubscribers: [a.url], patienceMs: 2000 });
  expect((await call('POST', '/clock', { advance: 'P1D' })).status).toBe(200);
});

test.for([
  ['never answers', 'SILENCE'],
  ['always fails', 500],
  ['answers something else', { nextDueAt: 'soon' }],
] as const)('a subscriber that %s is named; the others have moved', async ([, said]) => {
  const ran: { name: string; at: number }[] = [];
  const well = await startFakeWorker(new Map([['a', job(HOUR)], ['b', job(DAY)]]), ran);
  const ill = await startFakeSubscriber({ answer: () => said });
  const { call } = await startTestSandbox({ clockSubscribers: [ill.url, well.url], patienceMs: 400 });
  const { status, json } = await call('POST', '/clock', { advance: 'P2D' });
  expect(status).toBe(502);
  expect(json).toMatchObject({ subscriber: ill.url, subscribers: [ill.url], offsetMs: 2 * DAY });
  expect(json.error).toContain(ill.url);
  expect(json.error).not.toContain(well.url);
  expect(ran.map(({ name }) => name)).toEqual(['a', 'b']);
  expect(well.told.at(-1)?.offsetMs).toBe(2 * DAY);
});

test('a subscriber that is not there is named after its patience of about five seconds', async () => {
  const gone = await startFakeSubscriber({ answer: () => ({ nextDueAt: null }) });
  await gone.stop();
  const { call } = await startTestSandbox({ clockSubscribers: [gone.url] });
  const began = Date.now();
  const { status, json } = await call('POST', '/clock', { advance: 'PT1M' });
  expect([status, json.subscriber]).toEqual([502, gone.url]);
  expect(json.error).toContain('ECONNREFUSED');
  expect(Date.now() - began).toBeGreaterThan(4500);
  expect(Date.now() - began).toBeLessThan(6500);
}, 10_000);

test('work that is due and never gets done does not spin and does not stop the others', async () => {
  const stuckAt = new Date(Date.now() + HOUR).toISOString();
  const stuck = await startFakeSubscriber({ answer: () => ({ nextDueAt: stuckAt }) });
  const ran: { name: string; at: number }[] = [];
  const well = await startFakeWorker(new Map([['b', job(DAY)]]), ran);
  const { call } = await startTestSandbox({ clockSubscribers: [stuck.url, well.url], patienceMs: 400 });
  const { status, json } = await call('POST', '/clock', { advance: 'P2D' });
  expect([status, json.subscribers, json.offsetMs]).toEqual([502, [stuck.url], 2 * DAY]);
  expect(json.error).toContain(stuckAt);
  expect(ran.map(({ name }) => name)).toEqual(['b']);
  expect(stuck.told.length).toBeLessThan(20);
});

test('work that is retried later by its owner is waited for only until then', async () => {
  let dueAt = Date.now() + HOUR;
  const failing = await startFakeSubscriber({
    answer: (now) => {
      if (dueAt <= now) dueAt = now + 10 * 60_000;
      return { nextDueAt: new Date(dueAt).toISOString() };
    },
  });
  const { call } = await startTestSandbox({ clockSubscribers: [failing.url] });
  expect((await call('POST', '/clock', { advance: 'PT2H' })).status).toBe(200);
  expect(failing.told.length).toBeLessThan(40);
});

test.for([
  [{ advance: '-PT1M' }, 409, 'advance'],
  [{ set: '2020-01-01T00:00:00Z' }, 409, 'set'],
  [{ advance: 'P732D' }, 400, 'advance'],
  [{ set: '2999-01-01T00:00:00Z' }, 400, 'set'],
  [{ advance: 'P1M' }, 400, 'advance'],
  [{ advance: 'P1Y' }, 400, 'advance'],
  [{ advance: 'tomorrow' }, 400, 'advance'],
  [{ set: 'tomorrow' }, 400, 'set'],
  [{ advance: 'PT1M', set: '2999-01-01T00:00:00Z' }, 400, undefined],
  [{}, 400, undefined],
] as const)('POST /clock %j is refused with %i', async ([body, status, path]) => {
  const { call } = await startTestSandbox();
  const got = await call('POST', '/clock', body);
  expect([got.status, got.json.path]).toEqual([status, path]);
  expect((await call('GET', '/clock')).json.offsetMs).toBe(0);
});

test('after a move the old present is the past', async () => {
  const { call } = await startTestSandbox();
  await call('POST', '/clock', { advance: 'P15D' });
  const set = new Date(Date.now() + DAY).toISOString();
  expect((await call('POST', '/clock', { set })).status).toBe(409);
  expect((await call('GET', '/clock')).json.offsetMs).toBe(15 * DAY);
});

test.for([
  ['PT31M', 31 * 60_000], ['P1DT2H', DAY + 2 * HOUR], ['P2W', 14 * DAY], ['PT1.5S', 1500], ['PT0S', 0], ['-PT5S', -5000],
  ['P', null], ['PT', null], ['P1DT', null], ['P1M', null], ['P1Y', null], ['1D', null], ['', null],
] as const)('the duration %s is %j ms', ([text, ms]) => {
  expect(readDuration(text)).toBe(ms);
});
