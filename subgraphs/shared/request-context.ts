import type { Caller } from './caller.ts';

/** What every resolver gets: who asks. */
export interface RequestContext {
  caller: Caller;
  /** What the answer tells the gateway beside its JSON. */
  handedOver?: HandedOver;
}

/** A token for the client's cookie, or that its session was ended and the cookie goes too. */
export interface HandedOver {
  sessionToken: string | typeof sessionEndedMark | null;
}

/** The header of a subgraph's answer in which the gateway finds it. */
export const handOverHeader = 'x-hufu-session';
/** In place of a token; no token looks like it. */
export const sessionEndedMark = 'ended';
