import type { Caller } from './caller.ts';

/** What every resolver gets: who asks. */
export interface RequestContext {
  caller: Caller;
  /** What the answer tells the gateway beside its JSON. */
  handedOver?: HandedOver;
}

/** What is to become of the client's session cookie. */
export interface HandedOver {
  /** The token to put into it, or the mark that its session has ended; null leaves it. */
  sessionToken: string | null;
}

/** The header of a subgraph's answer in which the gateway finds it. */
export const handOverHeader = 'x-hufu-session';
/** In place of a token; no token looks like it. */
export const sessionEndedMark = 'ended';
