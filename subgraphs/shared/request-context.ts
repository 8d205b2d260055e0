import type { Caller } from './caller.ts';

/** What every resolver gets: who asks. */
export interface RequestContext {
  caller: Caller;
}
