import { second } from './duration.ts';
import { RateLimited } from './request-errors.ts';

/** How much of one kind of work a process does at once, and whom it lets wait for it. */
interface Bounds {
  atOnce: number;
  mostWaiting: number;
  longestWait: number;
}

/** Longer than that nobody is sent away. */
const longestAbsence = 10 * second;

export interface ConcurrencyLimit {
  /** Does the work when its turn has come, first come first served. Where too many wait already, or it would be too long, it is refused at once with RateLimited. */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** Does work of which a part has been let in before, here or by another limit: it is never refused. The two lines take turns, so that neither storm starves the other. */
  resume<T>(work: () => Promise<T>): Promise<T>;
}

/** Keeps work that costs much from taking the machine away from everybody else. Work that holds a place must not wait for work that may yet stand in line for one. */
export const createConcurrencyLimit = ({ atOnce, mostWaiting, longestWait }: Bounds): ConcurrencyLimit => {
  const [arrived, resumed]: [(() => void)[], (() => void)[]] = [[], []];
  let [underWay, lastServed] = [0, resumed];
  /** How long one piece of work has taken of late, in milliseconds. */
  let usualTime = 0;
  /** Until when those who were sent away fill the time. */
  let bookedUntil = 0;

  /** Each is told to come back when there may be room: all after the same second, most would be sent away again, at the cost of those who are served. */
  const sendAway = (): RateLimited => {
    const now = performance.now();
    bookedUntil = Math.min(Math.max(bookedUntil, now) + usualTime / atOnce, now + longestAbsence);
    return new RateLimited('Too many requests at once. Try again in a moment.', Math.max(second, bookedUntil - now));
  };

  /** Who ends hands its place to the next. */
  const handOver = (): void => {
    const other = lastServed === arrived ? resumed : arrived;
    if (other.length > 0) lastServed = other;
    const next = lastServed.shift();
    if (next) next();
    else underWay -= 1;
  };

  const stand = async <T>(line: (() => void)[], work: () => Promise<T>): Promise<T> => {
    if (underWay < atOnce) underWay += 1;
    else await new Promise<void>((resolve) => void line.push(resolve));
    const begunAt = performance.now();
    try {
      return await work();
    } finally {
      const taken = performance.now() - begunAt;
      usualTime = usualTime === 0 ? taken : usualTime + (taken - usualTime) / 10;
      handOver();
    }
  };

  return {
    run: async (work) => {
      const before = arrived.length + resumed.length;
      if (before >= mostWaiting || (before / atOnce) * usualTime > longestWait) throw sendAway();
      return stand(arrived, work);
    },
    resume: (work) => stand(resumed, work),
  };
};
