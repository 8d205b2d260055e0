import { setTimeout as sleep } from 'node:timers/promises';
import type { Clock } from './clock.ts';
import type { Subscriber } from './subscriber.ts';

export interface Failure { subscriber: string; reason: string }

interface Walk { clock: Clock; subscribers: Subscriber[]; patienceMs: number; closing: AbortSignal }

const MAX_ROUNDS = 10_000;
/** Work of one subscriber can make work for another at the same instant; so often they are asked again. */
const MAX_ECHOES = 5;
const PAUSE_MS = { first: 20, longest: 500 };

/**
 * Moves the clock to its target and stops at every instant at which something falls due,
 * in order, until the work of that instant is done everywhere. Whoever stays silent or
 * never finishes is left behind and named; the others go on.
 */
export const walkClock = async (
  { clock, subscribers, patienceMs, closing }: Walk,
  targetOffsetMs: number,
): Promise<Failure[]> => {
  const failures: Failure[] = [];
  const following = new Set(subscribers);
  const nextDue = new Map<Subscriber, number | null>();

  const leaveBehind = (subscriber: Subscriber, reason: string) => {
    following.delete(subscriber);
    nextDue.delete(subscriber);
    failures.push({ subscriber: subscriber.url, reason });
  };

  /** True when at least one of them now says something else than before. */
  const tellAll = async (): Promise<boolean> => {
    const offsetMs = clock.offsetMs();
    const changes = await Promise.all([...following].map(async (subscriber) => {
      const told = await subscriber.tell(offsetMs);
      if ('failure' in told) {
        leaveBehind(subscriber, told.failure);
        return false;
      }
      const isNews = (nextDue.get(subscriber) ?? null) !== told.nextDueAt;
      nextDue.set(subscriber, told.nextDueAt);
      return isNews;
    }));
    return changes.includes(true);
  };

  let echoes = 0;
  let idleSince: number | null = null;
  let pauseMs = PAUSE_MS.first;

  for (let round = 0; round < MAX_ROUNDS && !closing.aborted; round++) {
    const isNews = await tellAll();
    const now = clock.now().getTime();
    const overdue = [...nextDue].filter(([, at]) => at !== null && at <= now);

    if (overdue.length > 0) {
      if (isNews) {
        idleSince = null;
        pauseMs = PAUSE_MS.first;
        continue;
      }
      // Due, and yet nothing happens: wait a little longer each time, then go on without them.
      idleSince ??= Date.now();
      if (Date.now() - idleSince >= patienceMs) {
        for (const [subscriber, at] of overdue) {
          leaveBehind(subscriber, `work due at ${new Date(at ?? 0).toISOString()} is still not done`);
        }
        idleSince = null;
        continue;
      }
      await sleep(pauseMs);
      pauseMs = Math.min(pauseMs * 2, PAUSE_MS.longest);
      continue;
    }
    idleSince = null;
    pauseMs = PAUSE_MS.first;
    if (isNews && echoes++ < MAX_ECHOES) continue;
    echoes = 0;

    if (clock.offsetMs() === targetOffsetMs) return failures;
    const realNow = Date.now();
    const earliest = Math.min(...[...nextDue.values()].filter((at) => at !== null));
    // Compared as offsets, because time flows on while the work is done; never backward.
    clock.setOffsetMs(Math.max(clock.offsetMs(), Math.min(targetOffsetMs, earliest - realNow)));
  }
  for (const { url } of following) failures.push({ subscriber: url, reason: 'work falls due without end' });
  return failures;
};
