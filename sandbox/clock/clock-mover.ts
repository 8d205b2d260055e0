import type { Clock } from './clock.ts';
import type { Subscriber } from './subscriber.ts';
import { walkClock, type Failure } from './walk-clock.ts';

export type Move = { advanceMs: number } | { setAt: number };
export type Moved = { refused: 'BACKWARD' | 'TOO_FAR' } | { failures: Failure[] };

/** Two years, one of them a leap year. */
const MAX_STEP_MS = 731 * 24 * 60 * 60 * 1000;

interface Deps { clock: Clock; subscribers: Subscriber[]; patienceMs: number }

export const createClockMover = (deps: Deps, closing: AbortSignal) => {
  const { clock } = deps;

  const move = async (order: Move): Promise<Moved> => {
    const stepMs = 'advanceMs' in order ? order.advanceMs : order.setAt - clock.now().getTime();
    if (stepMs < 0) return { refused: 'BACKWARD' };
    if (stepMs > MAX_STEP_MS) return { refused: 'TOO_FAR' };
    return { failures: await walkClock({ ...deps, closing }, clock.offsetMs() + stepMs) };
  };

  let last: Promise<unknown> = Promise.resolve();
  return {
    /** One after the other: two walks at once would each jump over what the other still has to visit. */
    move: (order: Move): Promise<Moved> => {
      const mine = last.then(() => move(order));
      last = mine.catch(() => undefined);
      return mine;
    },
    idle: () => last,
  };
};

export type ClockMover = ReturnType<typeof createClockMover>;
