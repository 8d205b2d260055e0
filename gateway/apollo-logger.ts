import type { Log } from '../subgraphs/shared/log.ts';

/** Apollo's notes on itself are dropped; its warnings and errors go to the log. */
export const toApolloLogger = (log: Log) => ({
  debug: () => undefined,
  info: () => undefined,
  warn: (message?: unknown) => log.warn(String(message)),
  error: (message?: unknown) => log.error(String(message)),
});
