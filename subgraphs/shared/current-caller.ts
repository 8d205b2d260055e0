import { AsyncLocalStorage } from 'node:async_hooks';
import type { Caller } from './caller.ts';

/*
 * Who the request that is being carried out comes from, for what stands beside every use case: the account's history, the log, and requests to other services.
 * Who may do what is never decided by it; for that the caller is passed on as an argument.
 */
const storage = new AsyncLocalStorage<Caller | null>();

/** Null outside a request. */
export const currentCaller = (): Caller | null => storage.getStore() ?? null;

export const asCaller = <T>(caller: Caller, work: () => T): T => storage.run(caller, work);

/** For work that a request has set off, and that may be somebody else's. */
export const asNobody = <T>(work: () => T): T => storage.run(null, work);
