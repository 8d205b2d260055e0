import { setImmediate as breathe } from 'node:timers/promises';

/**
 * A line in which one request begins in each turn of the event loop: whatever else there is to do is done in between,
 * so that a burst of requests that change something does not hold up those that only read.
 */
export const createTurns = (): (() => Promise<void>) => {
  let lastInLine: Promise<void> = Promise.resolve();
  return () => (lastInLine = lastInLine.then(() => breathe()));
};

/** Whether a request may be one that changes something. Looked at before it is parsed, which is the most part of the work; who reads and has the word in a text waits for a turn too. */
export const mayChangeSomething = (body: unknown): boolean => /\bmutation\b/.test(String((body as { query?: unknown } | null)?.query));
