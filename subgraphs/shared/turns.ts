import { setImmediate as breathe } from 'node:timers/promises';

/**
 * A line in which one request begins in each turn of the event loop: whatever else there is to do is done in between,
 * so that a burst of mutations does not hold up queries.
 */
export const createTurns = (): (() => Promise<void>) => {
  let lastInLine: Promise<void> = Promise.resolve();
  return () => (lastInLine = lastInLine.then(() => breathe()));
};

/** Whether a request may be a mutation. Looked at before it is parsed, which is most of the work; a query that has the word somewhere is taken for one, and waits for a turn too. */
export const mayBeMutation = (body: unknown): boolean => /\bmutation\b/.test(String((body as { query?: unknown } | null)?.query));
