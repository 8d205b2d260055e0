import type { Store } from '../store/open-store.ts';

/** The time of the whole system: the real clock plus an offset. It flows; it is never frozen. */
export interface Clock {
  now: () => Date;
  offsetMs: () => number;
  setOffsetMs: (offsetMs: number) => void;
}

export const createClock = ({ database }: Store): Clock => {
  const read = database.prepare('SELECT offset_ms AS offsetMs FROM clock WHERE id = 1');
  const write = database.prepare('UPDATE clock SET offset_ms = ? WHERE id = 1');
  let { offsetMs } = read.get() as { offsetMs: number };

  return {
    now: () => new Date(Date.now() + offsetMs),
    offsetMs: () => offsetMs,
    setOffsetMs: (next) => {
      // Stored first: whoever was told a time must never see an earlier one after a crash.
      write.run(next);
      offsetMs = next;
    },
  };
};
