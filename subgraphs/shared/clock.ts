/** The time of the whole system, in milliseconds since 1970. Everything that is stored or compared takes its time from here, never from the database or the cache. */
export interface Clock {
  now(): number;
}

/** A clock that runs at the machine's pace but can be set ahead, so that a development system can live through weeks in a minute. */
export interface MovableClock extends Clock {
  move(offset: number): void;
}

export const systemClock: Clock = { now: () => Date.now() };

export const movableClock = (initialOffset = 0): MovableClock => {
  let offset = initialOffset;
  return { now: () => Date.now() + offset, move: (next) => { offset = next; } };
};
